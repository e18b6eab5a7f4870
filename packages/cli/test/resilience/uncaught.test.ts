import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultOn } from '../harness/fault-on.js'
import { startServe } from '../harness/start-serve.js'

const FATAL = /"level":60.*injected/
const BODY = '{"name":"io.github.alice/weather"}'

let dataDir: string

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'registry-uncaught-'))
})

afterAll(() => rm(dataDir, { recursive: true }))

/** A request whose body has not been sent yet: the server has read its head. */
async function beginRequest(url: URL): Promise<Socket> {
  const socket = await open(url)
  socket.write(
    `POST /v0.1/validate HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n` +
      'Expect: 100-continue\r\n\r\n',
  )
  await readUntil(socket, /^HTTP\/1\.1 100 /)
  return socket
}

async function open({ hostname, port }: URL): Promise<Socket> {
  const socket = connect(Number(port), hostname)
  socket.setEncoding('utf8')
  await once(socket, 'connect')
  return socket
}

async function readUntil(socket: Socket, pattern: RegExp): Promise<string> {
  let text = ''
  for (;;) {
    const [chunk] = (await once(socket, 'data')) as [string]
    text += chunk
    if (pattern.test(text)) return text
  }
}

/** Connects until nothing listens there any more. */
async function untilRefused(url: URL): Promise<void> {
  for (;;) {
    const socket = await open(url).catch(() => undefined)
    if (socket === undefined) return
    socket.destroy()
  }
}

describe.each(['throw', 'reject'] as const)('an error that nothing has handled, by %s', { timeout: 120_000 }, (kind) => {
  test('is logged and counted, and the server finishes its requests and releases its data', async () => {
    await using server = await startServe({ dataDir, env: faultOn('SIGUSR2', kind) })
    const url = await server.untilListening()
    const watcher = await open(url)
    watcher.write('GET /metrics HTTP/1.1\r\nHost: test\r\n')
    const request = await beginRequest(url)
    server.child.kill('SIGUSR2')
    await server.log.until(FATAL)
    await untilRefused(url)
    watcher.write('\r\n')
    expect(await readUntil(watcher, /mcp_registry_uncaught_exceptions_total \d/)).toContain(
      'mcp_registry_uncaught_exceptions_total 1\n',
    )
    request.write(BODY)
    expect(await readUntil(request, /"valid"/)).toMatch(/^HTTP\/1\.1 200 /)
    expect(await server.ended).toBe(1)
    expect(server.said.all.join('\n')).toContain('error: The server stopped because of an unhandled error.')
    const locks = (await readdir(dataDir)).filter((file) => /^lock-\d+\.json$/.test(file))
    expect(await Promise.all(locks.map((file) => readFile(join(dataDir, file), 'utf8')))).toEqual(['{}'])
  })
})

test('a second one during the shutdown ends the process at once', async () => {
  // Longer than the test may take.
  const env = { ...faultOn('SIGUSR2', 'throw'), MCP_REGISTRY_SHUTDOWN_TIMEOUT_MS: '600000' }
  await using server = await startServe({ dataDir, env })
  const url = await server.untilListening()
  const request = await beginRequest(url)
  request.on('error', () => {})
  server.child.kill('SIGUSR2')
  await server.log.until(FATAL)
  await untilRefused(url)
  expect(server.child.exitCode).toBe(null)
  server.child.kill('SIGUSR2')
  expect(await server.ended).toBe(1)
  expect(server.log.all.filter((line) => FATAL.test(line))).toHaveLength(2)
}, 120_000)

test('the shutdown does not wait for requests longer than every other one', async () => {
  await using server = await startServe({
    dataDir,
    env: { ...faultOn('SIGUSR2', 'throw'), MCP_REGISTRY_SHUTDOWN_TIMEOUT_MS: '1' },
  })
  const request = await beginRequest(await server.untilListening())
  request.on('error', () => {})
  server.child.kill('SIGUSR2')
  expect(await server.ended).toBe(1)
}, 120_000)
