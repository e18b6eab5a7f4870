import { gunzipSync } from 'node:zlib'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { request } from 'undici'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { openFragileStore } from '../harness/open-fragile-store.js'
import { startTestRegistry, type TestRegistryOptions } from '../harness/start-test-registry.js'

const BASE = '/v0.1/x/io.modelcontextprotocol.registry'

async function start(options: TestRegistryOptions = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'aggregators-'))
  const registry = await startTestRegistry({ ...options, env: { MCP_REGISTRY_DATA_DIR: dataDir } })
  const publisher = registry.actingAs('com.example')
  return {
    registry,
    dataDir,
    publish: (name: string, version = '1.0.0') => publisher.publish(serverJson({ name: `com.example/${name}`, version })),
    remove: (name: string, version = '1.0.0') => publisher.delete(`com.example/${name}`, version),
    changes: async (query: string) => (await registry.get(`${BASE}/changes?${query}`)).json<ChangeList>(),
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

interface ChangeList {
  servers: {
    change: number
    server: { name: string; version: string }
    _meta: Record<string, { status: string; isLatest: boolean }>
  }[]
  metadata: { count: number; epoch: string; next: number; hasMore: boolean }
}

const toKeys = ({ servers }: ChangeList) => servers.map(({ server }) => `${server.name.split('/')[1]} ${server.version}`)

verifies('changes-in-commit-order', 'every version stands once, under its last change, in commit order', async () => {
  await using registry = await start()
  await registry.publish('b')
  await registry.publish('a')
  await registry.publish('b', '2.0.0')
  await registry.remove('a')
  const all = await registry.changes('since=0')
  expect(toKeys(all).toSorted()).toEqual(['a 1.0.0', 'b 1.0.0', 'b 2.0.0'])
  expect(all.servers.map(({ change }) => change)).toEqual(all.servers.map(({ change }) => change).toSorted((x, y) => x - y))
  expect(toKeys(all).at(-1)).toBe('a 1.0.0')
  expect(Object.values(all.servers.at(-1)?._meta ?? {})[0]?.status).toBe('deleted')
  expect(await registry.changes(`since=${all.metadata.next}`)).toEqual({
    servers: [],
    metadata: { ...all.metadata, count: 0, hasMore: false },
  })
})

verifies('changes-in-commit-order', 'pages follow each other without a gap or a repetition', async () => {
  await using registry = await start()
  for (const name of ['a', 'b', 'c', 'd', 'e']) await registry.publish(name)
  const first = await registry.changes('since=0&limit=2')
  const second = await registry.changes(`since=${first.metadata.next}&limit=2`)
  const third = await registry.changes(`since=${second.metadata.next}&limit=2`)
  expect([first, second, third].flatMap(toKeys)).toEqual(['a 1.0.0', 'b 1.0.0', 'c 1.0.0', 'd 1.0.0', 'e 1.0.0'])
  expect([first, second, third].map(({ metadata }) => metadata.hasMore)).toEqual([true, true, false])
})

verifies('changes-waited-for', 'a reader that waits is answered by the next change', async () => {
  await using registry = await start()
  await registry.publish('a')
  const { metadata } = await registry.changes('since=0')
  const waiting = registry.changes(`since=${metadata.next}&wait=30`)
  await registry.publish('b')
  expect(toKeys(await waiting)).toEqual(['b 1.0.0'])
})

verifies('changes-waited-for', 'server-sent events go on with each change, and from where a reader was cut off', async () => {
  await using registry = await start()
  const url = await registry.registry.listen()
  await registry.publish('a')
  const events = await openEvents(`${url}${BASE}/changes`)
  const first = await events.next()
  expect(first.server.name).toBe('com.example/a')
  await registry.publish('b')
  expect((await events.next()).server.name).toBe('com.example/b')
  await events.close()
  await registry.publish('c')
  const again = await openEvents(`${url}${BASE}/changes`, { 'last-event-id': String(first.change) })
  expect([(await again.next()).server.name, (await again.next()).server.name]).toEqual(['com.example/b', 'com.example/c'])
  await again.close()
  const unknown = await request(`${url}${BASE}/changes`, {
    reset: true,
    headers: { accept: 'text/event-stream', 'last-event-id': 'ab:1' },
  })
  expect([unknown.statusCode, await unknown.body.json()]).toEqual([410, expect.objectContaining({ code: 'feed-reset' })])
})

async function openEvents(url: string, headers: Record<string, string> = {}) {
  const { body } = await request(url, { headers: { accept: 'text/event-stream', ...headers } })
  const chunks = body[Symbol.asyncIterator]()
  let text = ''
  return {
    async next(): Promise<ChangeList['servers'][number]> {
      for (;;) {
        const match = /^id: [0-9a-f]{32}:\d+\nevent: change\ndata: (.*)\n\n/m.exec(text)
        if (match) {
          text = text.slice(match.index + match[0].length)
          return JSON.parse(match[1] ?? '')
        }
        const { value, done } = await chunks.next()
        if (done) throw new Error('the stream ended')
        text += value.toString()
      }
    },
    close: async () => void body.destroy(),
  }
}

verifies('export-is-a-snapshot', 'the export is the whole registry as of its change number', async () => {
  await using registry = await start()
  for (const name of ['b', 'a', 'c']) await registry.publish(name)
  await registry.remove('c')
  const { metadata } = await registry.changes('since=0')
  const exported = await registry.registry.get(`${BASE}/export`)
  expect(exported.headers['x-registry-change']).toBe(String(metadata.next))
  const lines = exported.body.trim().split('\n')
  const listed = (await registry.registry.get('/v0.1/servers?include_deleted=true')).json<ChangeList>().servers
  expect(lines.map((line) => JSON.parse(line))).toEqual(listed)
})

verifies('export-is-a-snapshot', 'a cut-off download of the export goes on where it was', async () => {
  await using registry = await start()
  for (const name of ['b', 'a', 'c']) await registry.publish(name)
  const get = (headers: Record<string, string>) =>
    registry.registry.inject({ method: 'GET', url: `${BASE}/export`, headers: { 'accept-encoding': 'gzip', ...headers } })
  const whole = await get({})
  expect([whole.statusCode, whole.headers['content-encoding']]).toEqual([200, 'gzip'])
  const rest = await get({ range: 'bytes=40-', 'if-range': String(whole.headers['etag']) })
  expect([rest.statusCode, rest.headers['content-range']]).toEqual([
    206,
    `bytes 40-${whole.rawPayload.length - 1}/${whole.rawPayload.length}`,
  ])
  const joined = Buffer.concat([whole.rawPayload.subarray(0, 40), rest.rawPayload])
  expect(gunzipSync(joined).toString().trim().split('\n')).toHaveLength(3)
})

verifies('export-is-a-snapshot', 'without its database a registry sends the export that it has, if it has one', async () => {
  await using store = await openFragileStore()
  await using registry = await start({ store })
  await using other = await start({ store })
  await registry.publish('a')
  const before = await registry.registry.get(`${BASE}/export`)
  store.cut()
  expect((await registry.registry.get(`${BASE}/export`)).body).toBe(before.body)
  const without = await other.registry.get(`${BASE}/export`)
  expect([without.statusCode, without.json().code]).toEqual([503, 'database-unavailable'])
})

test('a new export is kept, whatever other processes or a database that was set back have left behind', async () => {
  await using registry = await start()
  await registry.publish('a')
  const folder = join(registry.dataDir, 'exports')
  await mkdir(folder, { recursive: true })
  for (const name of [
    'registry-1-ab-1.ndjson.gz',
    'registry-8-1.ndjson.gz',
    'registry-9-ab-1.ndjson.gz',
    'registry-9-ab-2.ndjson.gz',
  ])
    await writeFile(join(folder, name), '')
  const exported = await registry.registry.get(`${BASE}/export`)
  expect(exported.body.trim().split('\n')).toHaveLength(1)
  expect(await readdir(folder)).toHaveLength(2)
})

test('a registry without changes has an empty feed and an empty export', async () => {
  await using registry = await start()
  expect(await registry.changes('')).toEqual({
    servers: [],
    metadata: { count: 0, epoch: expect.stringMatching(/^[0-9a-f]{32}$/), next: 0, hasMore: false },
  })
  expect((await registry.registry.get(`${BASE}/export`)).body).toBe('')
})
