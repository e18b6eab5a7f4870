import { connect, type Socket } from 'node:net'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { OFFICIAL_META_KEY } from '@mcp-registry/contract'
import { request } from 'undici'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { upsertImportedEntries } from '../harness/upsert-imported-entries.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startTestRegistry } from '../harness/start-test-registry.js'

const LIST = '/v0.1/servers?limit=10'

async function startWithServers(count = 20) {
  const registry = await startTestRegistry()
  const publisher = registry.actingAs('com.example')
  for (let index = 0; index < count; index++) {
    await publisher.publish(serverJson({ name: `com.example/s${String(index).padStart(2, '0')}`, version: '1.0.0' }))
  }
  return { registry, publisher, url: await registry.listen() }
}

// undici's request shows the bytes as they came; fetch would decode them.
async function get(url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') {
  const response = await request(url, { headers, method })
  return { status: response.statusCode, headers: response.headers, body: Buffer.from(await response.body.arrayBuffer()) }
}

function withoutOwn(headers: Record<string, unknown>) {
  const { date: _date, 'x-request-id': id, ...rest } = headers
  expect(id).toEqual(expect.any(String))
  return rest
}

test('an answer from memory has the body and the headers of the first one', async () => {
  const { registry, url } = await startWithServers()
  await using _ = registry
  await get(`${url}/`)
  await get(`${url}/openapi.json`)
  const first = await get(`${url}${LIST}`)
  const second = await get(`${url}${LIST}`)
  expect(first.headers['content-type']).toBe('application/json; charset=utf-8')
  expect(second.body).toEqual(first.body)
  expect(withoutOwn(second.headers)).toEqual(withoutOwn(first.headers))
  const metrics = (await get(`${url}/metrics`)).body.toString()
  expect(metrics).toContain('mcp_registry_response_cache_hits 1')
  expect(metrics).toMatch(/_count\{operation="listServers",method="GET",status="200"\} 2/)
})

verifies('edge-45', 'HEAD and conditional requests are answered from memory as they are by the route', async () => {
  const { registry, url, publisher } = await startWithServers()
  await using _ = registry
  const first = await get(`${url}${LIST}`)
  const head = await get(`${url}${LIST}`, {}, 'HEAD')
  expect([head.status, head.body.length, head.headers['content-length']]).toEqual([200, 0, String(first.body.length)])
  const etag = String(first.headers['etag'])
  expect((await get(`${url}${LIST}`, { 'if-none-match': etag })).status).toBe(304)
  expect((await get(`${url}${LIST}`, { 'if-none-match': etag, 'accept-encoding': 'br' })).status).toBe(304)
  await publisher.setStatus('com.example/s03', '1.0.0', { status: 'deprecated' })
  const changed = await get(`${url}${LIST}`, { 'if-none-match': etag })
  expect(changed.status).toBe(200)
  expect(changed.headers['etag']).not.toBe(etag)
})

test('each encoding has its own tag and carries the same text', async () => {
  const { registry, url } = await startWithServers()
  await using _ = registry
  const plain = await get(`${url}${LIST}`)
  // Once by the route, once from memory.
  for (let round = 0; round < 2; round++) {
    const br = await get(`${url}${LIST}`, { 'accept-encoding': 'gzip, deflate, br' })
    const gzip = await get(`${url}${LIST}`, { 'accept-encoding': 'gzip' })
    const none = await get(`${url}${LIST}`, { 'accept-encoding': 'identity' })
    expect([br, gzip, none].map(({ headers }) => headers['content-encoding'])).toEqual(['br', 'gzip', undefined])
    expect(brotliDecompressSync(br.body)).toEqual(plain.body)
    expect(gunzipSync(gzip.body)).toEqual(plain.body)
    expect(none.body).toEqual(plain.body)
    expect(new Set([br, gzip, none].map(({ headers }) => headers['etag'])).size).toBe(3)
    expect(br.headers['vary']).toMatch(/accept-encoding/i)
  }
})

test('a publish drops the pages it falls into and no others', async () => {
  const { registry, url, publisher } = await startWithServers()
  await using _ = registry
  const first = JSON.parse((await get(`${url}${LIST}`)).body.toString())
  const secondPage = `${LIST}&cursor=${first.metadata.nextCursor}`
  await get(`${url}${secondPage}`)
  await publisher.publish(serverJson({ name: 'com.example/s15b', version: '1.0.0' }))
  await get(`${url}${LIST}`)
  const after = JSON.parse((await get(`${url}${secondPage}`)).body.toString())
  expect(after.servers.map((entry: { server: { name: string } }) => entry.server.name)).toContain('com.example/s15b')
  const metrics = (await get(`${url}/metrics`)).body.toString()
  expect(metrics).toContain('mcp_registry_response_cache_drops 1')
})

test('a name in another case is answered anew when its own spelling appears', async () => {
  const { registry, url } = await startWithServers(1)
  await using _ = registry
  const path = '/v0.1/servers/COM.example%2Fs00/versions/latest'
  expect(JSON.parse((await get(`${url}${path}`)).body.toString()).server.name).toBe('com.example/s00')
  await upsertImportedEntries(registry.services, [
    {
      name: 'COM.example/s00',
      version: '9.0.0',
      document: '{"name":"COM.example/s00","version":"9.0.0"}',
      meta: {
        [OFFICIAL_META_KEY]: {
          status: 'active',
          publishedAt: '2026-01-01T00:00:00Z',
          updatedAt: '2026-01-01T00:00:00Z',
          isLatest: true,
        },
      },
    },
  ])
  expect(JSON.parse((await get(`${url}${path}`)).body.toString()).server.name).toBe('COM.example/s00')
})

test('pages in memory take over what is written, without asking the database', async () => {
  const { registry, publisher, url } = await startWithServers()
  await using _ = registry
  await using uncached = await startTestRegistry({ store: registry.store, env: { MCP_REGISTRY_CACHE_BYTES: '0' } })
  const lists = ['', '&include_deleted=true', '&version=latest', '&version=latest&include_deleted=true']
  const pages = lists.flatMap((list) => [`/v0.1/servers?limit=7${list}`, `/v0.1/servers?limit=100${list}`])
  const countMisses = async () =>
    /mcp_registry_response_cache_misses (\d+)/.exec((await get(`${url}/metrics`)).body.toString())?.[1]
  for (const page of pages) await get(url + page)
  const misses = await countMisses()
  const writes = [
    () => publisher.publish(serverJson({ name: 'com.example/s03', version: '2.0.0' })),
    () => publisher.publish(serverJson({ name: 'com.example/s055', version: '1.0.0' })),
    () => publisher.setStatus('com.example/s04', '1.0.0', { status: 'deleted' }),
    () => publisher.delete('com.example/s03', '2.0.0'),
    () => publisher.setStatus('com.example/s04', '1.0.0', { status: 'active' }),
  ]
  for (const write of writes) {
    expect((await write()).statusCode).toBe(200)
    for (const page of pages) expect((await get(url + page)).body.toString()).toBe((await uncached.get(page)).body)
  }
  expect(await countMisses()).toBe(misses)
})

test('a client that takes its pages slowly gets them as they were, whatever others are sent meanwhile', async () => {
  const { registry } = await startWithServers(120)
  await using _ = registry
  await using uncached = await startTestRegistry({ store: registry.store, env: { MCP_REGISTRY_CACHE_BYTES: '0' } })
  const url = new URL(await uncached.listen())
  const paths = Array.from({ length: 20 }, (_, nth) => {
    const cursor = encodeURIComponent(`com.example/s${String(nth).padStart(2, '0')}:1.0.0`)
    return `/v0.1/servers?limit=100&cursor=${cursor}`
  })
  const expected = await Promise.all(paths.map(async (path) => (await registry.get(path)).body))
  // More than the system takes from the server for a client that does not read.
  const asked = Array.from({ length: 400 }, (_, nth) => nth % paths.length)
  const slow = connect(Number(url.port), url.hostname).pause()
  slow.write(asked.map((nth) => `GET ${paths[nth]} HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`).join(''))
  for (let round = 0; round < 5; round++)
    for (const [nth, path] of paths.entries()) expect((await uncached.get(path)).body).toBe(expected[nth])
  const bodies = await readBodies(slow, asked.length)
  slow.destroy()
  expect(bodies).toEqual(asked.map((nth) => expected[nth]))
})

/** The bodies of so many answers on a connection, each with a length. */
async function readBodies(socket: Socket, count: number): Promise<string[]> {
  const bodies: string[] = []
  let rest = Buffer.alloc(0)
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    rest = Buffer.concat([rest, chunk])
    for (;;) {
      const headEnd = rest.indexOf('\r\n\r\n')
      const length = /content-length: (\d+)/i.exec(rest.subarray(0, Math.max(0, headEnd)).toString())?.[1]
      const end = headEnd + 4 + Number(length)
      if (length === undefined || rest.length < end) break
      bodies.push(rest.subarray(headEnd + 4, end).toString())
      rest = rest.subarray(end)
    }
    if (bodies.length === count) return bodies
  }
  return bodies
}
