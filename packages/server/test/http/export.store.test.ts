import { rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { fakeClock } from '../harness/fake-clock.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startTestRegistry } from '../harness/start-test-registry.js'

const PATH = '/v0.1/x/io.modelcontextprotocol.registry/export'
const PACKED = { 'accept-encoding': 'gzip' }

async function start() {
  const clock = fakeClock()
  const registry = await startTestRegistry({ clock })
  const publish = (name: string) => registry.actingAs('com.example').publish(serverJson({ name: `com.example/${name}` }))
  for (const name of ['a', 'b', 'c']) await publish(name)
  return {
    registry,
    clock,
    publish,
    get: (headers: Record<string, string>) => registry.inject({ method: 'GET', url: PATH, headers }),
    head: (headers: Record<string, string>) => registry.inject({ method: 'HEAD', url: PATH, headers }),
    [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose](),
  }
}

test.each([
  ['gzip', 'gzip'],
  ['br, gzip;q=0.5', 'gzip'],
  ['*', 'gzip'],
  ['gzip;q=0', undefined],
  ['gzip; q=0, identity', undefined],
  ['identity, gzip;q=0.5', undefined],
  ['xgzip', undefined],
  ['', undefined],
])('the export for "Accept-Encoding: %s" has the encoding %s', async (accepted, encoding) => {
  await using registry = await start()
  const response = await registry.get({ 'accept-encoding': accepted })
  expect([response.statusCode, response.headers['content-encoding'], response.headers['vary']]).toEqual([
    200,
    encoding,
    'Accept-Encoding',
  ])
  const text = encoding === undefined ? response.body : gunzipSync(response.rawPayload).toString()
  expect(text.trim().split('\n')).toHaveLength(3)
})

test('a range beyond the end is a problem that states the size and is not cached', async () => {
  await using registry = await start()
  const whole = await registry.get(PACKED)
  for (const range of [`bytes=${whole.rawPayload.length}-`, 'bytes=999999999999-', 'bytes=-0']) {
    const response = await registry.get({ ...PACKED, range })
    expect(response.statusCode, range).toBe(416)
    expect(response.json(), range).toMatchObject({ status: 416, code: 'range-not-satisfiable', retryable: false })
    expect(response.headers).toMatchObject({
      'content-type': 'application/problem+json; charset=utf-8',
      'content-range': `bytes */${whole.rawPayload.length}`,
      'cache-control': 'no-store',
    })
    for (const name of ['etag', 'content-encoding', 'x-registry-change']) expect(response.headers, range).not.toHaveProperty(name)
  }
})

test('a part of the export is exactly what was asked for, and what cannot be read as one range is all of it', async () => {
  await using registry = await start()
  const { rawPayload: whole } = await registry.get(PACKED)
  const size = whole.length
  const parts = { 'bytes=0-0': [0, 0], 'bytes=40-': [40, size - 1], [`bytes=10-${size + 5}`]: [10, size - 1] } as const
  for (const [range, [start, end]] of Object.entries({
    ...parts,
    'bytes=-7': [size - 7, size - 1],
    'bytes=-99999': [0, size - 1],
  })) {
    const part = await registry.get({ ...PACKED, range })
    expect(part.statusCode, range).toBe(206)
    expect(part.headers).toMatchObject({ 'content-range': `bytes ${start}-${end}/${size}`, 'content-encoding': 'gzip' })
    expect(part.rawPayload.equals(whole.subarray(start, Number(end) + 1)), range).toBe(true)
  }
  for (const range of ['bytes=0-1,3-4', 'bytes=5-2', 'bytes=x', 'items=0-1', 'bytes=1', 'bytes=']) {
    const response = await registry.get({ ...PACKED, range })
    expect([response.statusCode, response.rawPayload.equals(whole)], range).toEqual([200, true])
  }
})

test('a download that was cut off continues while the export is the same, and begins again when it has changed', async () => {
  await using registry = await start()
  const first = await registry.get({ ...PACKED, range: 'bytes=0-99' })
  const etag = String(first.headers['etag'])
  expect(etag).toMatch(/^"[\w-]+-gzip"$/)
  const rest = await registry.get({ ...PACKED, range: 'bytes=100-', 'if-range': etag })
  expect(rest.statusCode).toBe(206)
  expect(
    gunzipSync(Buffer.concat([first.rawPayload, rest.rawPayload]))
      .toString()
      .trim()
      .split('\n'),
  ).toHaveLength(3)

  await registry.publish('d')
  registry.clock.advance(60_000)
  const again = await registry.get({ ...PACKED, range: 'bytes=100-', 'if-range': etag })
  expect(again.statusCode).toBe(200)
  expect(again.headers['etag']).not.toBe(etag)
  expect(gunzipSync(again.rawPayload).toString().trim().split('\n')).toHaveLength(4)
})

test.each(['W/"x"', 'Fri, 01 Jan 2100 00:00:00 GMT', '"another"'])(
  'If-Range: %s is answered with the whole export',
  async (ifRange) => {
    await using registry = await start()
    const response = await registry.get({ ...PACKED, range: 'bytes=5-', 'if-range': ifRange })
    expect(response.statusCode).toBe(200)
  },
)

test('the export of the same entries has the same ETag in every process', async () => {
  await using registry = await start()
  await using other = await startTestRegistry({ store: registry.registry.store })
  const response = await other.inject({ method: 'GET', url: PATH, headers: PACKED })
  expect(response.headers['etag']).toBe((await registry.get(PACKED)).headers['etag'])
})

test('a client that has the export is told so', async () => {
  await using registry = await start()
  const whole = await registry.get(PACKED)
  const etag = String(whole.headers['etag'])
  for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, etag.replace('-gzip', '')]) {
    const response = await registry.get({ ...PACKED, 'if-none-match': tag })
    expect([response.statusCode, response.body, response.headers['etag']], tag).toEqual([304, '', etag])
  }
})

test('HEAD of the export has the headers of GET, in both encodings, and ignores ranges', async () => {
  await using registry = await start()
  // What belongs to one message, and not to what it is about.
  const withoutOwn = (headers: object) =>
    Object.entries(headers).filter(([name]) => !['x-request-id', 'date', 'transfer-encoding'].includes(name))
  for (const headers of [PACKED, {}]) {
    const get = await registry.get(headers)
    const head = await registry.head({ ...headers, range: 'bytes=1-2' })
    expect([head.statusCode, head.body]).toEqual([200, ''])
    expect(withoutOwn(head.headers)).toEqual(withoutOwn(get.headers))
  }
})

test('an export that was removed from the disk is made again', async () => {
  await using registry = await start()
  await registry.get(PACKED)
  await rm(join(registry.registry.services.config.dataDir, 'exports'), { recursive: true })
  expect((await registry.get(PACKED)).json()).toMatchObject({ code: 'internal', retryable: true })
  expect((await registry.get(PACKED)).statusCode).toBe(200)
})

test('scripts of other sites can read the change number and the range of an export', async () => {
  await using registry = await start()
  const response = await registry.get({ origin: 'https://example.com' })
  const exposed = String(response.headers['access-control-expose-headers']).split(', ')
  expect(exposed).toEqual(expect.arrayContaining(['X-Registry-Change', 'ETag', 'Content-Range']))
})

test.each(['GET', 'HEAD', 'POST', 'DELETE'])('%s * is refused as malformed', async (method) => {
  await using registry = await start()
  const { port } = new URL(await registry.registry.listen())
  expect(await sendRaw(Number(port), `${method} * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 /)
})

test('OPTIONS * is answered, and a request target with a host is its path', async () => {
  await using registry = await start()
  const port = Number(new URL(await registry.registry.listen()).port)
  const end = 'HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
  expect(await sendRaw(port, `OPTIONS * ${end}`)).toMatch(/^HTTP\/1\.1 204 /)
  expect(await sendRaw(port, `GET http://registry.test/v0.1/ping ${end}`)).toContain('{"pong":true}')
})

function sendRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let received = ''
    socket.on('data', (chunk) => (received += String(chunk)))
    socket.on('error', reject)
    socket.on('close', () => resolve(received))
    socket.write(text)
  })
}
