import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startServe } from '../harness/start-serve.js'

// Enough for a new relation of the database to need a file that was not open before.
const PUBLICATIONS = 60

let dataDir: string

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'registry-scarcity-'))
})

afterAll(() => rm(dataDir, { recursive: true }))

async function send(client: Client, method: 'GET' | 'POST', path: string, body?: object, token?: string) {
  const answer = await client.request({
    method,
    path,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: answer.statusCode, text: await answer.body.text() }
}

describe.runIf(existsSync('/dev/full'))('a full disk', { timeout: 120_000 }, () => {
  test('that cannot take the log stops neither the server nor its shutdown', async () => {
    await using server = await startServe({ dataDir, before: 'exec 1>/dev/full' })
    const url = await server.untilListening()
    for (let request = 0; request < 3; request++) expect((await fetch(new URL('/v0.1/ping', url))).status).toBe(200)
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(0)
    expect(server.said.all.filter((line) => line.includes('The log cannot be written: ENOSPC'))).toHaveLength(1)
  })

  test('that cannot take the messages for people does not either', async () => {
    await using server = await startServe({ dataDir, before: 'exec 2>/dev/full' })
    const [, url = ''] = await server.log.until(/Server listening at (http:[^"]+)/)
    expect((await fetch(`${url}/v0.1/ping`)).status).toBe(200)
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(0)
  })
})

describe.runIf(process.platform === 'linux')('a low limit on open files', { timeout: 120_000 }, () => {
  test('is reported with the remedy when it is too low to start', async () => {
    await using server = await startServe({ dataDir, before: 'ulimit -n 200' })
    expect(await server.ended).toBe(1)
    expect(server.said.all).toHaveLength(1)
    expect(server.said.all[0]).toMatch(/^error: This process may open 200 files\. .* at least 512.*"ulimit -n 65536"/)
  })

  test('is not reached by connections alone: whoever has one can still publish', async () => {
    const env = { MCP_REGISTRY_ENABLE_ANONYMOUS_AUTH: 'true', MCP_REGISTRY_RATE_LIMIT_PUBLISH: '0' }
    await using server = await startServe({ dataDir, env, before: 'ulimit -n 512' })
    const url = await server.untilListening()
    const client = new Client(url)
    const { registry_token: token } = JSON.parse((await send(client, 'POST', '/v0.1/auth/none')).text) as {
      registry_token: string
    }
    const idle = Array.from({ length: 600 }, () => connect(Number(url.port), url.hostname).on('error', () => {}))
    await server.log.until(/Connections are refused: the limit on open files/)
    const statuses = new Set<number>()
    for (let nth = 0; nth < PUBLICATIONS; nth++) {
      const document = serverJson({ name: `io.modelcontextprotocol.anonymous/s${nth}` })
      statuses.add((await send(client, 'POST', '/v0.1/publish', document, token)).status)
    }
    expect([...statuses]).toEqual([200])
    await Promise.all(idle.map(close))
    expect((await fetch(new URL('/v0.1/ping', url))).status).toBe(200)
    await client.close()
  })
})

async function close(socket: Socket): Promise<void> {
  await new Promise<void>((resolve) => {
    if (socket.closed) resolve()
    else socket.once('close', () => resolve()).destroy()
  })
}
