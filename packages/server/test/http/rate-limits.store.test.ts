import type { ServerList } from '@mcp-registry/contract'
import { expect, test } from 'vitest'
import { toClient } from '../../src/http/rate-limits.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startTestRegistry } from '../harness/start-test-registry.js'

const LIMITS = {
  MCP_REGISTRY_RATE_LIMIT_READS: '3',
  MCP_REGISTRY_RATE_LIMIT_SEARCH: '2',
  MCP_REGISTRY_RATE_LIMIT_AUTH: '2',
  MCP_REGISTRY_RATE_LIMIT_PUBLISH: '2',
}

test('each budget of a client is spent by itself, and the refusal says when to come back', async () => {
  await using registry = await startTestRegistry({ env: LIMITS, anonymous: true })
  const ask = (method: 'GET' | 'POST', url: string, remoteAddress = '203.0.113.7') =>
    registry.inject({ method, url, remoteAddress })
  const paths = { '/v0.1/ping': 3, '/v0.1/servers?search=a': 2, '/v0.1/nowhere': 0 }
  for (const [path, allowed] of Object.entries(paths)) {
    for (let count = 0; count < allowed; count++) {
      const response = await ask('GET', path)
      expect(response.statusCode).toBe(200)
      expect(response.headers).toMatchObject({
        'ratelimit-limit': String(allowed),
        'ratelimit-remaining': String(allowed - count - 1),
      })
    }
    const refused = await ask('GET', path)
    expect(refused.statusCode).toBe(429)
    expect(refused.json()).toMatchObject({ code: 'rate-limited', retryable: true })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  }
  for (const status of [200, 200, 429]) expect((await ask('POST', '/v0/auth/none')).statusCode).toBe(status)
  for (const status of [401, 401, 429]) expect((await ask('POST', '/v0/publish')).statusCode).toBe(status)
  expect((await ask('GET', '/v0.1/ping', '203.0.113.8')).statusCode).toBe(200)
})

test('a publisher has one budget of writes from however many addresses', async () => {
  await using registry = await startTestRegistry({ env: LIMITS })
  const authorization = `Bearer ${await registry.actingAs('com.example').token()}`
  const write = (remoteAddress: string) =>
    registry.inject({ method: 'POST', url: '/v0/publish', remoteAddress, headers: { authorization } })
  const statuses = []
  for (const address of ['203.0.113.1', '203.0.113.2', '203.0.113.3']) statuses.push((await write(address)).statusCode)
  expect(statuses.map((status) => status === 429)).toEqual([false, false, true])
})

test('the client is told from its proxy only where the proxy is trusted', async () => {
  const env = { ...LIMITS, MCP_REGISTRY_TRUSTED_PROXIES: '198.51.100.0/24' }
  await using registry = await startTestRegistry({ env })
  const ask = async (remoteAddress: string, client: string) =>
    (await registry.inject({ url: '/v0.1/ping', remoteAddress, headers: { 'x-forwarded-for': client } })).statusCode
  for (let count = 0; count < 5; count++) expect(await ask('198.51.100.1', `203.0.113.${count}`)).toBe(200)
  const direct = []
  for (let count = 0; count < 4; count++) direct.push(await ask('203.0.113.99', `192.0.2.${count}`))
  expect(direct).toEqual([200, 200, 200, 429])
})

test('requests from this machine, and budgets of 0, are not limited', async () => {
  await using registry = await startTestRegistry({ env: { ...LIMITS, MCP_REGISTRY_RATE_LIMIT_READS: '0' } })
  for (let count = 0; count < 5; count++) {
    expect((await registry.inject({ url: '/v0.1/ping', remoteAddress: '203.0.113.7' })).statusCode).toBe(200)
    expect((await registry.inject({ method: 'POST', url: '/v0.1/publish', remoteAddress: '::1' })).statusCode).toBe(401)
  }
})

test('an IPv6 client is its network, a mapped IPv4 one its address', () => {
  expect(toClient('2001:db8:1:2:3:4:5:6')).toBe(toClient('2001:db8:1:2::9'))
  expect(toClient('2001:db8:1:3::1')).not.toBe(toClient('2001:db8:1:2::1'))
  expect(toClient('::ffff:192.0.2.1')).toBe('192.0.2.1')
})

test('a request is counted by the operation that it reaches, however its URL is spelled', async () => {
  const env = {
    MCP_REGISTRY_RATE_LIMIT_READS: '11',
    MCP_REGISTRY_RATE_LIMIT_SEARCH: '12',
    MCP_REGISTRY_RATE_LIMIT_AUTH: '13',
    MCP_REGISTRY_RATE_LIMIT_PUBLISH: '14',
  }
  await using registry = await startTestRegistry({ env, anonymous: true })
  for (const version of ['1.0.0', '1.0.1']) await registry.actingAs('io.github.alice').publish(serverJson({ version }))
  const page = (await registry.get('/v0/servers?search=weather&limit=1')).json<ServerList>()
  const findBudget = async (method: 'GET' | 'POST' | 'PATCH', url: string) =>
    (await registry.inject({ method, url, remoteAddress: '203.0.113.7' })).headers['ratelimit-limit']
  expect(await findBudget('GET', '/v0/servers?limit=1')).toBe('11')
  expect(await findBudget('GET', '/v0/servers?search=')).toBe('11')
  expect(await findBudget('GET', '/v0/servers?limit=1&search=a')).toBe('12')
  expect(await findBudget('GET', '/v0/servers?%73earch=a')).toBe('12')
  expect(await findBudget('GET', `/v0/servers?cursor=${page.metadata.nextCursor}`)).toBe('12')
  expect(await findBudget('GET', `/v0/servers?cursor=${page.metadata.nextCursor}&cursor=x`)).toBe('12')
  expect(await findBudget('GET', '/v0.1/x/io.modelcontextprotocol.registry/search?q=a')).toBe('12')
  expect(await findBudget('GET', '/v0.1/x/io.modelcontextprotocol.registry/%73earch?q=a')).toBe('12')
  expect(await findBudget('POST', '/v0.1/%61uth/none')).toBe('13')
  expect(await findBudget('POST', '/v0.1/v0.1/auth/diagnose')).toBe('13')
  expect(await findBudget('PATCH', '/v0.1/servers/a%2Fb/status')).toBe('14')
})
