import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, inject, test } from 'vitest'
import { openTokens } from '../../../server/src/identity/tokens.js'
import { systemClock } from '../../../server/src/clock.js'
import { openTestStore } from '../../../server/test/harness/open-test-store.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { faultOn } from '../harness/fault-on.js'
import { type Connection, spawnServe, startWorkers } from '../harness/start-workers.js'

const LATEST = '/v0.1/servers/io.github.alice%2Fweather/versions/latest'

async function ask({ client }: Connection, path: string, headers: Record<string, string> = {}) {
  const { statusCode, body } = await client.request({ method: 'GET', path, headers })
  return { status: statusCode, text: await body.text() }
}

async function send({ client }: Connection, path: string, headers: Record<string, string>, body?: object) {
  const response = await client.request({
    method: 'POST',
    path,
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  await response.body.text()
  return response.statusCode
}

async function issueToken(): Promise<string> {
  const tokens = await openTokens({
    issuer: 'http://registry.test',
    privateKeySeed: '0b'.repeat(32),
    verificationKeys: [],
    clock: systemClock,
  })
  const permissions = [{ action: 'publish' as const, resource: 'io.github.alice/*' }]
  return (await tokens.issue({ method: 'none', subject: 'test', permissions })).registry_token
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

// On PGlite there are none.
describe.runIf(inject('database').engine === 'postgres')('several workers on one port', { timeout: 120_000 }, () => {
  async function start(workers: number, env: Record<string, string> = {}) {
    const store = await openTestStore()
    const running = await startWorkers({
      MCP_REGISTRY_DATABASE_URL: store.url ?? '',
      MCP_REGISTRY_DATABASE_POOL_SIZE: '3',
      MCP_REGISTRY_WORKERS: String(workers),
      ...env,
    })
    return {
      ...running,
      async [Symbol.asyncDispose]() {
        await running[Symbol.asyncDispose]()
        await store.close()
      },
    }
  }

  test('a publication through one worker is visible at once in all others', async () => {
    await using running = await start(2)
    const connections = await running.connectToEach(2)
    const authorization = `Bearer ${await issueToken()}`
    for (let version = 1; version <= 12; version++) {
      const writer = connections[version % 2] ?? expect.fail()
      expect(await send(writer, '/v0.1/publish', { authorization }, serverJson({ version: `1.0.${version}` }))).toBe(200)
      const answers = await Promise.all(connections.map((connection) => ask(connection, LATEST)))
      expect(answers.map(({ text }) => JSON.parse(text).server.version)).toEqual(Array(2).fill(`1.0.${version}`))
    }
  })

  test('requests are counted across all workers, for limits and for metrics', async () => {
    await using running = await start(2, { MCP_REGISTRY_RATE_LIMIT_AUTH: '3' })
    const [one, other] = await running.connectToEach(2)
    if (one === undefined || other === undefined) throw new Error('two were asked for')
    expect(await send(one, '/v0.1/publish', { authorization: `Bearer ${await issueToken()}` }, serverJson())).toBe(200)
    const client = { 'x-forwarded-for': '203.0.113.7' }
    const statuses = []
    for (const connection of [one, other, one, other, one]) statuses.push(await send(connection, '/v0.1/auth/none', client))
    expect(statuses.map((status) => status === 429)).toEqual([false, false, false, true, true])
    for (const connection of [one, other]) {
      const { text } = await ask(connection, '/metrics')
      expect(text).toMatch(/_count\{operation="\w+",method="POST",status="429"\} 2\n/)
      expect(text).toContain('mcp_registry_versions{status="active"} 1\n')
      expect(text).toContain('mcp_registry_servers 1\n')
    }
  })

  test('a killed worker is replaced, and the others continue to serve', async () => {
    await using running = await start(2)
    const [one, other] = await running.connectToEach(2)
    if (one === undefined || other === undefined) throw new Error('two were asked for')
    process.kill(one.pid, 'SIGKILL')
    expect(await ask(other, '/v0.1/health')).toMatchObject({ status: 200 })
    await running.untilMissed(one.pid)
    const [replacement] = await running.connectToEach(1, [one.pid, other.pid])
    expect(replacement?.pid).toBeGreaterThan(0)
    expect(isAlive(one.pid)).toBe(false)
  })

  test('a worker with an uncaught error is replaced, and the error is counted', async () => {
    await using running = await start(2, faultOn('SIGUSR2', 'throw'))
    const [one, other] = await running.connectToEach(2)
    if (one === undefined || other === undefined) throw new Error('two were asked for')
    process.kill(one.pid, 'SIGUSR2')
    await running.untilMissed(one.pid)
    expect(isAlive(one.pid)).toBe(false)
    expect((await ask(other, '/metrics')).text).toContain('mcp_registry_uncaught_exceptions_total 1\n')
    const [replacement] = await running.connectToEach(1, [one.pid, other.pid])
    expect(replacement?.pid).toBeGreaterThan(0)
    running.primary.kill('SIGTERM')
    expect(await running.ended).toBe(0)
  })

  test('an uncaught error of the primary process stops all workers in order', async () => {
    await using running = await start(2, faultOn('SIGUSR2', 'reject'))
    const connections = await running.connectToEach(2)
    running.primary.kill('SIGUSR2')
    expect(await running.ended).toBe(1)
    expect(connections.map(({ pid }) => isAlive(pid))).toEqual([false, false])
    expect(running.said.join('\n')).toContain('The server stopped because of an unhandled error.')
  })

  test('a stop waits for the requests of all workers', async () => {
    await using running = await start(2)
    const connections = await running.connectToEach(2)
    running.primary.kill('SIGTERM')
    expect(await running.ended).toBe(0)
    expect(running.said.filter((line) => /The registry is at/.test(line))).toHaveLength(1)
    expect(running.said.filter((line) => line === 'Stopped.')).toHaveLength(1)
    expect(connections.map(({ pid }) => isAlive(pid))).toEqual([false, false])
  })

  test('no worker outlives the primary process', async () => {
    await using running = await start(2)
    await running.connectToEach(2)
    running.primary.kill('SIGKILL')
    expect(await running.ended).toBe(null)
  })

  test('the program fails before it forks workers when its port is taken', async () => {
    await using store = await openTestStore()
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const address = taken.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    const { code, said } = await runUntilEnd({
      MCP_REGISTRY_SERVER_ADDRESS: `127.0.0.1:${address.port}`,
      MCP_REGISTRY_DATABASE_URL: store.url ?? '',
      MCP_REGISTRY_WORKERS: '2',
    })
    taken.close()
    expect(code).toBe(1)
    expect(said).toContain(`Port ${address.port} is in use by another program.`)
    expect(said).not.toContain('before it listened')
  })

  test('the program fails when the workers cannot listen', async () => {
    await using store = await openTestStore()
    const program = `import cluster from 'node:cluster'; if (cluster.isWorker) process.exit(1)`
    const { code, said } = await runUntilEnd({
      NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(program)}`,
      MCP_REGISTRY_DATABASE_URL: store.url ?? '',
      MCP_REGISTRY_WORKERS: '2',
    })
    expect(code).toBe(1)
    expect(said).toContain('ended with code 1 before it listened')
  })
})

async function runUntilEnd(env: Readonly<Record<string, string>>): Promise<{ code: number | null; said: string }> {
  const child = spawnServe(env)
  child.stdout.resume()
  const said: string[] = []
  child.stderr.on('data', (text: Buffer) => said.push(text.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, said: said.join('') }
}
