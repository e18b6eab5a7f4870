import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { SourceError } from '../../src/upstreams/source-error.js'
import { type ReadOptions, readSource } from '../../src/upstreams/read-source.js'

async function read(source: string, options: ReadOptions = {}) {
  const elements: unknown[] = []
  try {
    for await (const { bytes } of readSource(source, options)) elements.push(JSON.parse(Buffer.from(bytes).toString()))
  } catch (error) {
    return { elements, error: error instanceof Error ? error.message : String(error) }
  }
  return { elements }
}

async function openFolder() {
  const path = await mkdtemp(join(tmpdir(), 'sync-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

async function openUpstream(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const listing = JSON.stringify({ servers: Array.from({ length: 5000 }, (_, index) => ({ server: { index } })) })
const entries = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => ({ server: { index: from + index } }))

test.each(['list.json', 'list.json.gz', 'list-without-an-ending'])(
  'a file is read, gzip or not, whatever its name: %s',
  async (name) => {
    await using folder = await openFolder()
    const path = join(folder.path, name)
    await writeFile(path, name === 'list.json' ? listing : gzipSync(listing))
    const progress: (readonly [number, number | undefined])[] = []
    expect(await read(path, { onBytes: (...at) => progress.push(at) })).toEqual({ elements: entries(0, 5000) })
    expect(progress.at(-1)?.[0]).toBe(progress.at(-1)?.[1])
  },
)

test('a gzip file that was cut off yields what was whole and then says so', async () => {
  await using folder = await openFolder()
  const path = join(folder.path, 'list.json.gz')
  const packed = gzipSync(listing)
  await writeFile(path, packed.subarray(0, packed.length / 2))
  const { elements, error } = await read(path)
  expect(elements.length).toBeGreaterThan(500)
  expect(elements).toEqual(entries(0, elements.length))
  expect(error).toContain('cut off')
})

test('a file at a URL is read as it comes', async () => {
  await using upstream = await openUpstream((_, response) => response.end(gzipSync(listing)))
  expect(await read(`${upstream.url}/list.json.gz`)).toEqual({ elements: entries(0, 5000) })
})

test('a registry is walked to its end, whatever its cursors look like', async () => {
  const asked: (string | undefined)[] = []
  await using upstream = await openUpstream((request, response) => {
    asked.push(request.url)
    const cursor = new URL(request.url ?? '', 'http://upstream').searchParams.get('cursor')
    if (cursor === null) response.end(JSON.stringify({ servers: entries(0, 2), metadata: { nextCursor: 'a:1+ %&' } }))
    else if (cursor === 'a:1+ %&') response.end(JSON.stringify({ metadata: { next_cursor: 'b' }, servers: entries(2, 4) }))
    else if (cursor === 'b') response.end('{"servers":[],"metadata":{"nextCursor":"c"}}')
    else response.end('{"servers":null,"metadata":{"count":0}}')
  })
  expect(await read(`${upstream.url}/v0/servers?version=latest`)).toEqual({ elements: entries(0, 4) })
  expect(asked.slice(0, 4).map((url) => new URL(url ?? '', 'http://upstream').searchParams.get('cursor'))).toEqual([
    null,
    'a:1+ %&',
    'b',
    'c',
  ])
  expect(asked[0]).toBe('/v0/servers?version=latest&limit=100&include_deleted=true')
})

test('an entry that says "servers": null somewhere does not end the walk', async () => {
  const odd = { server: { index: 0 }, _meta: { 'com.example/notes': { servers: null } } }
  await using upstream = await openUpstream((request, response) => {
    const isFirst = !request.url?.includes('cursor=')
    response.end(
      JSON.stringify(isFirst ? { servers: [odd, ...entries(1, 2)], metadata: { nextCursor: 'b' } } : { servers: entries(2, 3) }),
    )
  })
  expect(await read(`${upstream.url}/v0/servers`)).toEqual({ elements: [odd, ...entries(1, 3)] })
})

test.each([
  ['an array of one entry', JSON.stringify([{ server: {}, _meta: { servers: null } }]), 1],
  ['an entry of its own line', '{"server":{},"_meta":{"servers":null}}', 1],
  ['an empty page', '{"servers": null}', 0],
])('a page of one part is told apart: %s', async (_, page, count) => {
  await using upstream = await openUpstream((_request, response) => response.end(page))
  const { elements, error } = await read(`${upstream.url}/v0/servers`)
  expect(error).toBeUndefined()
  expect(elements).toHaveLength(count)
})

test('a page whose end is not JSON is a fault of the source, after its entries', async () => {
  await using upstream = await openUpstream((_, response) => response.end('{"servers":[{"server":{}}],"metadata":{oops}}'))
  const { elements, error } = await read(`${upstream.url}/v0/servers`)
  expect(elements).toEqual([{ server: {} }])
  expect(error).toContain('is not JSON, so its next page is unknown')
})

test('a registry without metadata has one page', async () => {
  await using upstream = await openUpstream((_, response) => response.end(JSON.stringify({ servers: entries(0, 2) })))
  expect(await read(`${upstream.url}/v0.1/servers`)).toEqual({ elements: entries(0, 2) })
})

test('a registry that is busy, or whose answer breaks off, is asked again after a pause', async () => {
  const answers: ((response: ServerResponse) => void)[] = [
    (response) => response.writeHead(429, { 'retry-after': '7' }).end(),
    (response) => response.writeHead(503).end(),
    (response) => response.writeHead(200, { 'content-length': '1000' }).write('{"servers":[{}', () => response.destroy()),
    (response) => response.end('{"servers":[{'),
    (response) => response.end(JSON.stringify({ servers: entries(0, 1) })),
    (response) => response.writeHead(422).end(),
  ]
  await using upstream = await openUpstream((_, response) => answers.shift()?.(response))
  const pauses: number[] = []
  const wait = (milliseconds: number) => Promise.resolve(void pauses.push(milliseconds))
  expect(await read(`${upstream.url}/v0/servers`, { wait })).toEqual({ elements: entries(0, 1) })
  expect(pauses).toEqual([7000, 1000, 2000, 4000])
})

test('a registry that stays broken is given up with the reason', async () => {
  await using upstream = await openUpstream((_, response) => response.writeHead(503).end())
  const { error } = await read(`${upstream.url}/v0/servers`, { wait: async () => {} })
  expect(error).toMatch(/answers 503, also after \d+ attempts/)
})

test('a registry that does not know the path is asked for its deletions, and then not again', async () => {
  let requests = 0
  await using upstream = await openUpstream((_, response) => {
    requests += 1
    response.writeHead(404).end()
  })
  expect((await read(`${upstream.url}/v0/servers`)).error).toContain('answers 404')
  expect(requests).toBe(2)
})

/** What a walk remarks about a registry that answers so to a value of `include_deleted`. */
async function remarkOn(answer: (includeDeleted: string | null) => { status: number; servers?: unknown[] }, query = '') {
  const remarks: string[] = []
  const asked: (string | null)[] = []
  await using upstream = await openUpstream((request, response) => {
    const value = new URL(request.url ?? '', 'http://upstream').searchParams.get('include_deleted')
    asked.push(value)
    const { status, servers = entries(0, 1) } = answer(value)
    response.writeHead(status).end(JSON.stringify({ servers }))
  })
  const { elements, error } = await read(`${upstream.url}/v0/servers${query}`, { onRemark: (remark) => remarks.push(remark) })
  expect(error).toBeUndefined()
  expect(elements).toHaveLength(1)
  return { remarks, asked }
}

test('a registry is asked for what was deleted, and one that does not tell is remarked on', async () => {
  const isBoolean = (value: string | null) => value === null || value === 'true'
  const reads = await remarkOn((value) => ({ status: isBoolean(value) ? 200 : 422 }))
  expect(reads).toEqual({ remarks: [], asked: ['true', 'perhaps'] })
  const ignores = await remarkOn(() => ({ status: 200 }))
  expect(ignores).toEqual({
    remarks: [expect.stringContaining('/v0/servers does not list what was deleted')],
    asked: ['true', 'perhaps'],
  })
  const refuses = await remarkOn((value) => ({ status: value === null ? 200 : 400 }))
  expect(refuses).toEqual({ remarks: [expect.stringContaining('does not list what was deleted')], asked: ['true', null] })
})

test('a registry that lists something deleted, or whose URL says what is wanted, is not asked whether it does', async () => {
  const deleted = { server: {}, _meta: { a: { status: 'deleted' } } }
  expect(await remarkOn(() => ({ status: 200, servers: [deleted] }))).toEqual({ remarks: [], asked: ['true'] })
  const tagged = { server: { title: 'deleted', tags: ['deleted'] } }
  expect((await remarkOn(() => ({ status: 200, servers: [tagged] }))).asked).toEqual(['true', 'perhaps'])
  expect(await remarkOn(() => ({ status: 200 }), '?include_deleted=false')).toEqual({ remarks: [], asked: ['false'] })
})

/** Reads a registry whose every page is this one, without waiting between attempts; `requests` has the queries. */
async function readPages(page: (query: URLSearchParams) => string | Buffer, options: ReadOptions = {}) {
  const requests: URLSearchParams[] = []
  await using upstream = await openUpstream((request, response) => {
    const query = new URL(request.url ?? '', 'http://upstream').searchParams
    requests.push(query)
    response.end(page(query))
  })
  return { ...(await read(`${upstream.url}/v0/servers`, { wait: async () => {}, ...options })), requests }
}

test('a page that is too large is given up at once, also when it is small until it is unpacked', async () => {
  const large = gzipSync(`{"servers":[{},${' '.repeat(65 * 1024 * 1024)}{}]}`)
  const crowded = gzipSync(`[${'{},'.repeat(200_000)}{}]`)
  for (const [page, message] of [
    [large, 'A page has more than 67108864 bytes'],
    [crowded, 'A page has more than 200000 entries'],
  ] as const) {
    const { elements, error, requests } = await readPages(() => page)
    expect(elements).toEqual([])
    expect(error).toContain(message)
    expect(requests).toHaveLength(1)
  }
})

test('a page that is not JSON is given up at once, with its address', async () => {
  const { error, requests } = await readPages(() => '<html>Busy</html>')
  expect(error).toMatch(/\/v0\/servers\?limit=100\S* cannot be read: Line 1 is not JSON/)
  expect(error).not.toContain('attempts')
  expect(requests).toHaveLength(1)
})

test('a cursor that is too long ends the walk after the entries of its page', async () => {
  const nextCursor = 'x'.repeat(8_193)
  const { elements, error, requests } = await readPages(() =>
    JSON.stringify({ servers: entries(0, 1), metadata: { nextCursor } }),
  )
  expect(elements).toHaveLength(1)
  expect(error).toContain('more than 8192 characters')
  expect(requests).toHaveLength(1)
})

test('a registry that always has another page is read up to a number of pages', async () => {
  const page = (query: URLSearchParams) =>
    JSON.stringify({ servers: entries(0, 1), metadata: { nextCursor: `${query.get('cursor') ?? ''}1` } })
  const { elements, error, requests } = await readPages(page, { maxPages: 3 })
  expect(elements).toHaveLength(3)
  expect(error).toContain('more than 3 pages')
  expect(requests).toHaveLength(3)
})

test('pages that go in a circle end the walk after their entries', async () => {
  await using upstream = await openUpstream((_, response) =>
    response.end(JSON.stringify({ servers: entries(0, 1), metadata: { nextCursor: 'same' } })),
  )
  const { elements, error } = await read(`${upstream.url}/v0/servers`)
  expect(elements).toHaveLength(2)
  expect(error).toContain('go in a circle')
})

test('a signal ends the reading of a page, of a listing and of a pause with its own reason', async () => {
  const page = (response: ServerResponse) => response.writeHead(200).write('{"servers":[{}')
  const busy = (response: ServerResponse) => response.writeHead(503).end()
  for (const [path, answer] of [
    ['/v0/servers', page],
    ['/list.json', page],
    ['/v0/servers', busy],
  ] as const) {
    const stop = new AbortController()
    await using upstream = await openUpstream((_, response) => {
      answer(response)
      setTimeout(() => stop.abort(), 20)
    })
    const walk = async () => {
      for await (const _ of readSource(upstream.url + path, { signal: stop.signal }));
    }
    const error: unknown = await walk().catch((reason: unknown) => reason)
    expect(error, path).toMatchObject({ name: 'AbortError' })
  }
})

test('a status that says that nothing can be done is not tried again, and an error of the server is', async () => {
  const requests: number[] = []
  for (const status of [401, 500]) {
    let count = 0
    await using upstream = await openUpstream((_, response) => {
      count += 1
      response.writeHead(status).end()
    })
    const { error } = await read(`${upstream.url}/list.json`, { wait: async () => {} })
    expect(error).toContain(`answers ${status}`)
    requests.push(count)
  }
  expect(requests).toEqual([1, 6])
})

test('a URL with credentials, which would not be sent, is refused without repeating them', async () => {
  const read = readSource('https://alice:secret@registry.example.com/v0.1/servers')
  const error: unknown = await read.next().catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(SourceError)
  expect(String(error)).toContain('registry.example.com contains a user name or password')
  expect(String(error)).not.toContain('secret')
})
