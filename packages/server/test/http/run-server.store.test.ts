import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openServices, type Parts, readConfig, runServer, type Services } from '@mcp-registry/server'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { copyDataFolder } from '@mcp-registry/testkit/copy-data-folder'
import { openTestStore } from '../harness/open-test-store.js'
import { serverJson } from '@mcp-registry/testkit/server-json'

interface Deferred<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
}

function defer<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

function configOf(env: Record<string, string> = {}) {
  const config = readConfig({
    MCP_REGISTRY_SERVER_ADDRESS: '127.0.0.1:0',
    MCP_REGISTRY_JWT_PRIVATE_KEY: '0b'.repeat(32),
    ...env,
  })
  if (!config.ok) throw new Error(config.errors.join('\n'))
  return config.value
}

function start(parts: Parts, env?: Record<string, string>) {
  const stop = new AbortController()
  const opened = defer<Services>()
  const listening = defer<string>()
  const stopped = runServer(configOf(env), {
    ...parts,
    log: pino({ level: 'silent' }),
    signal: stop.signal,
    onOpened: async (services) => opened.resolve(services),
    onListening: listening.resolve,
  })
  return { stop, opened: opened.promise, listening: listening.promise, stopped }
}

async function publish(url: string, { tokens }: Services): Promise<Response> {
  const { registry_token } = await tokens.issue({
    method: 'none',
    subject: 'test',
    permissions: [{ action: 'publish', resource: '*' }],
  })
  const headers = { authorization: `Bearer ${registry_token}`, 'content-type': 'application/json' }
  return fetch(`${url}/v0.1/publish`, { method: 'POST', headers, body: JSON.stringify(serverJson()) })
}

/** Asks until nothing listens there any more. */
async function untilRefused(url: string): Promise<void> {
  const answer = await fetch(`${url}/v0.1/ping`, { headers: { connection: 'close' } }).catch(() => undefined)
  if (answer === undefined) return
  await answer.text()
  await untilRefused(url)
}

test('a server that is stopped finishes what it is doing and takes nothing new', async () => {
  await using store = await openTestStore()
  const proving = defer<void>()
  const proven = defer<void>()
  const ownership = {
    prove: () => {
      proving.resolve()
      return proven.promise
    },
  }
  const server = start({ store, ownership })
  const url = await server.listening
  expect((await fetch(`${url}/v0.1/health`)).status).toBe(200)
  const publishing = publish(url, await server.opened)
  await proving.promise
  server.stop.abort()
  await untilRefused(url)
  proven.resolve()
  expect((await publishing).status).toBe(200)
  await server.stopped
})

test('a server that is stopped does not wait for a request longer than it is told to', async () => {
  await using store = await openTestStore()
  const proving = defer<void>()
  const ownership = {
    prove: () => {
      proving.resolve()
      return new Promise<void>(() => {})
    },
  }
  const server = start({ store, ownership }, { MCP_REGISTRY_SHUTDOWN_TIMEOUT_MS: '1' })
  const publishing = publish(await server.listening, await server.opened)
  const cutOff = expect(publishing).rejects.toThrow('fetch failed')
  await proving.promise
  server.stop.abort()
  await server.stopped
  await cutOff
})

test('a server that cannot listen says so and leaves nothing open', async () => {
  await using store = await openTestStore()
  const first = start({ store })
  const { port } = new URL(await first.listening)
  const second = start({ store }, { MCP_REGISTRY_SERVER_ADDRESS: `127.0.0.1:${port}` })
  await expect(second.stopped).rejects.toThrow('EADDRINUSE')
  first.stop.abort()
  await first.stopped
})

test('a signing key is made once and kept for its owner only', async () => {
  await using store = await openTestStore()
  const dataDir = await mkdtemp(join(tmpdir(), 'mcp-registry-'))
  await copyDataFolder(dataDir)
  try {
    const config = configOf({ MCP_REGISTRY_JWT_PRIVATE_KEY: '', MCP_REGISTRY_DATA_DIR: dataDir })
    const first = await openServices(config, { store })
    const second = await openServices(config, { store })
    const { registry_token } = await first.tokens.issue({ method: 'none', subject: 'test', permissions: [] })
    await expect(second.tokens.verify(registry_token)).resolves.toMatchObject({ subject: 'test' })
    expect((await stat(join(dataDir, 'signing-key'))).mode & 0o777).toBe(0o600)
  } finally {
    await rm(dataDir, { recursive: true })
  }
})

test('a server that starts hides what its configuration denies, and shows it again without the denial', async () => {
  await using store = await openTestStore()
  const statuses = async () => (await store.db.selectFrom('versions').select('status').execute()).map(({ status }) => status)
  const first = start({ store })
  await publish(await first.listening, await first.opened)
  first.stop.abort()
  await first.stopped
  for (const [namespaces, status] of [
    ['io.github', 'deleted'],
    ['', 'active'],
  ] as const) {
    const changed = defer<void>()
    store.onCommit(async () => changed.resolve())
    const server = start({ store }, { MCP_REGISTRY_DENIED_NAMESPACES: namespaces })
    await changed.promise
    server.stop.abort()
    await server.stopped
    expect(await statuses()).toEqual([status])
  }
})
