import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { MAX_URL_LENGTH } from '../../src/http/listener.js'
import { collectLog } from '../harness/collect-log.js'
import { createGate } from '../harness/create-gate.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startTestRegistry } from '../harness/start-test-registry.js'

test('a request is one line of log, without its query, its headers or its body', async () => {
  const { lines, log } = collectLog()
  await using registry = await startTestRegistry({ log })
  const alice = registry.actingAs('io.github.alice')
  await alice.publish(serverJson())
  await registry.inject({ url: '/v0.1/servers?search=private', headers: { 'x-request-id': 'abc' } })
  const requests = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request')
  expect(requests).toMatchObject([
    { method: 'POST', path: '/v0.1/publish', operation: 'publishServer', status: 200, durationMs: expect.any(Number) },
    { method: 'GET', path: '/v0.1/servers', operation: 'listServers', status: 200, requestId: 'abc' },
  ])
  expect(lines.join('')).not.toMatch(/private|Bearer|eyJ/)
})

test('a fault of ours is logged with its cause, and the answer reveals nothing', async () => {
  const { lines, log } = collectLog()
  const ownership = {
    prove: async () => {
      throw new TypeError('the password is hunter2')
    },
  }
  await using registry = await startTestRegistry({ log, ownership })
  const answer = await registry.actingAs('io.github.alice').publish(serverJson())
  expect(answer.json()).toMatchObject({ status: 500, code: 'internal', retryable: true })
  expect(answer.body).not.toMatch(/hunter2|TypeError|node_modules/)
  const logged = lines.map((line) => JSON.parse(line)).find(({ err }) => err)
  expect(logged).toMatchObject({ err: { message: 'the password is hunter2' }, requestId: answer.headers['x-request-id'] })
})

test('metrics count requests by operation and status, and what is in the registry', async () => {
  await using registry = await startTestRegistry()
  await registry.actingAs('io.github.alice').publish(serverJson())
  await registry.get('/v0.1/servers?limit=0')
  const { body } = await registry.get('/metrics')
  expect(body).toMatch(
    /mcp_registry_http_request_duration_seconds_count\{operation="publishServer",method="POST",status="200"\} 1/,
  )
  expect(body).toMatch(/mcp_registry_http_request_duration_seconds_count\{operation="listServers",method="GET",status="422"\} 1/)
  expect(body).toContain('mcp_registry_http_requests_total{method="POST",path="/v0.1/publish",status_code="200"} 1')
  expect(body).toContain('mcp_registry_http_request_arrivals_total{method="GET",path="/v0.1/servers"} 1')
  expect(body).toMatch(/^mcp_registry_http_requests_in_flight 1$/m)
  expect(body).toMatch(/^mcp_registry_versions\{status="active"\} 1$/m)
  expect(body).toMatch(/^mcp_registry_servers 1$/m)
  expect(body).toMatch(/^process_cpu_seconds_total /m)
})

test('metrics count the connections to the database by what they do', async () => {
  await using registry = await startTestRegistry()
  const { db } = registry.store
  const readCounts = async () => {
    const { body } = await registry.get('/metrics')
    return Object.fromEntries(
      ['in_use', 'idle', 'waiting'].map((state) => [
        state,
        Number(new RegExp(`^mcp_registry_db_pool_connections\\{state="${state}"\\} (\\d+)$`, 'm').exec(body)?.[1]),
      ]),
    )
  }
  // The first scrape counts the versions, in a statement that later ones leave out.
  await registry.get('/metrics')
  await expect.poll(readCounts).toMatchObject({ in_use: 0, waiting: 0 })
  const size = registry.store.engine === 'postgres' ? 20 : 1
  const gate = createGate()
  const holders = Array.from({ length: size }, () =>
    db.transaction().execute(async (tx) => {
      await sql`select 1`.execute(tx)
      await gate.passed
    }),
  )
  await expect.poll(readCounts).toMatchObject({ in_use: size, idle: 0 })
  const waiter = sql`select 1`.execute(db)
  // The registry itself looks for changes now and then, and waits, too.
  await expect.poll(readCounts).toEqual({ in_use: size, idle: 0, waiting: expect.toSatisfy((count: number) => count >= 1) })
  gate.open()
  await Promise.all([...holders, waiter])
  await expect.poll(readCounts).toEqual({ in_use: 0, idle: size, waiting: 0 })
})

test('a request whose URL is too long is counted and logged as any other, without its query', async () => {
  const { lines, log } = collectLog()
  await using registry = await startTestRegistry({ log })
  const url = await registry.listen()
  const id = { 'x-request-id': 'too-long' }
  const answer = await fetch(`${url}/v0.1/servers?search=private${'x'.repeat(MAX_URL_LENGTH)}`, { headers: id })
  expect([answer.status, answer.headers.get('x-request-id')]).toEqual([414, 'too-long'])
  await answer.text()
  const { body } = await registry.get('/metrics')
  expect(body).toContain('mcp_registry_http_requests_total{method="GET",path="none",status_code="414"} 1')
  expect(body).toContain('mcp_registry_http_request_arrivals_total{method="GET",path="none"} 1')
  expect(body).toMatch(/mcp_registry_http_request_duration_seconds_count\{operation="none",method="GET",status="414"\} 1/)
  const requests = lines.map((line) => JSON.parse(line)).filter(({ requestId }) => requestId === 'too-long')
  expect(requests).toMatchObject([
    { msg: 'request', method: 'GET', path: '/v0.1/servers', status: 414, durationMs: expect.any(Number) },
  ])
  expect(lines.join('')).not.toContain('private')
})

test('a long path is cut in the log', async () => {
  const { lines, log } = collectLog()
  await using registry = await startTestRegistry({ log })
  await fetch(`${await registry.listen()}/${'x'.repeat(2 * MAX_URL_LENGTH)}`)
  const { path } = lines.map((line) => JSON.parse(line)).find(({ status }) => status === 414)
  expect(path).toMatch(/^\/x{5999}…$/)
})
