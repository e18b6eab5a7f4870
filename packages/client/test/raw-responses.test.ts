import { createRegistryClient, isRegistryClientError, type RawResponse } from '@mcp-registry/client'
import { describe, expect, test } from 'vitest'
import { fakeFetch, html, json, type Reply } from './harness/fake-fetch.js'

const GET = { method: 'GET', path: '/servers', isIdempotent: true } as const

function open(replies: readonly Reply[], options: Partial<Parameters<typeof createRegistryClient>[0]> = {}) {
  const { fetch, sent } = fakeFetch(...replies)
  const waits: number[] = []
  const sleep = async (delayMs: number) => void waits.push(delayMs)
  const retry = { sleep, random: () => 1, ...(options.retry !== false && options.retry) }
  const client = createRegistryClient({ baseUrl: 'https://registry.example/v0.1', fetch, ...options, retry })
  return { client, sent, waits }
}

/** A response whose body is sent in these pieces, and then breaks off. */
function broken(...pieces: readonly string[]): () => Response {
  return () => {
    const chunks = pieces.map((piece) => new TextEncoder().encode(piece))
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const chunk = chunks.shift()
        if (chunk) controller.enqueue(chunk)
        else controller.error(new Error('socket closed'))
      },
    })
    return new Response(body)
  }
}

async function refusal(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  )
}

const readText = (response: RawResponse) => response.text()

test('a response is handed over to the byte', async () => {
  const written = '{"servers": [ {"server":{"name":"com.example\\u002fa","n":1.0}} ]}\n'
  const { client } = open([new Response(written, { headers: { date: 'Thu, 01 Jan 2026 00:00:00 GMT', etag: '"1"' } })])
  const read = async (response: RawResponse) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of response.bytes()) chunks.push(chunk)
    return { bytes: Buffer.concat(chunks), answeredAt: response.answeredAt, etag: response.headers.get('etag') }
  }
  const { bytes, answeredAt, etag } = await client.requestRaw(GET, read)
  expect(bytes.toString()).toBe(written)
  expect(answeredAt).toBe(Date.UTC(2026, 0, 1))
  expect(etag).toBe('"1"')
  expect(await client.requestRaw(GET, readText)).toBe(written)
})

test('a response that breaks off while it is read is requested again', async () => {
  const { client, sent } = open([broken('{"ser'), json({ servers: [] })])
  expect(await client.requestRaw(GET, readText)).toBe('{"servers":[]}')
  expect(sent).toHaveLength(2)
})

test('an error of the reader reaches the caller as it is, and only a retryable one starts another attempt', async () => {
  const own = new Error('a row is refused')
  const { client, sent } = open([json({ servers: [] })])
  const read = () => {
    throw own
  }
  expect(await refusal(client.requestRaw(GET, read))).toBe(own)
  expect(sent).toHaveLength(1)
})

test('a reader that stops early closes the connection', async () => {
  let isCancelled = false
  const endless = () =>
    new Response(
      new ReadableStream<Uint8Array>({
        pull: (controller) => controller.enqueue(new Uint8Array(1024)),
        cancel: () => void (isCancelled = true),
      }),
    )
  const { client } = open([endless])
  const first = await client.requestRaw(GET, async (response) => {
    for await (const chunk of response.bytes()) return chunk.length
    return 0
  })
  expect(first).toBe(1024)
  expect(isCancelled).toBe(true)
  isCancelled = false
  await refusal(client.requestRaw(GET, () => Promise.reject(new Error('no'))))
  expect(isCancelled).toBe(true)
})

test('the response may be read after the call, once', async () => {
  const { client } = open([json({ servers: [] })], { timeoutMs: Infinity })
  const response = await client.requestRaw(GET, (raw) => raw)
  expect(await response.text()).toBe('{"servers":[]}')
})

test('a failure while the response is read later is a RegistryClientError', async () => {
  const { client } = open([broken('{')])
  const response = await client.requestRaw(GET, (raw) => raw)
  const error = await refusal(response.text())
  expect(isRegistryClientError(error) && error.code).toBe('network')
})

describe('the size of a body is bounded', () => {
  const big = () => json({ servers: [], filler: 'x'.repeat(100) })

  test('by the client', async () => {
    const { client, sent } = open([big], { maxBodyBytes: 50 })
    const error = await refusal(client.listServers())
    expect(error).toMatchObject({ code: 'response-too-large', retryable: false })
    expect(sent).toHaveLength(1)
  })

  test('by a call', async () => {
    const { client } = open([big], { maxBodyBytes: 50 })
    expect(await client.requestRaw(GET, readText, { maxBodyBytes: 1000 })).toContain('filler')
    expect(await refusal(client.requestRaw(GET, readText, { maxBodyBytes: 10 }))).toMatchObject({ code: 'response-too-large' })
  })

  test('also that of an error, which keeps its status', async () => {
    const { client } = open([() => new Response('x'.repeat(2 * 1024 * 1024), { status: 404 })])
    expect(await refusal(client.requestRaw(GET, readText))).toMatchObject({ code: 'http-404', status: 404 })
  })
})

test('Retry-After and the retries of the client apply', async () => {
  const { client, waits } = open([html(503, { 'retry-after': '7' }), html(500), json({ servers: [] })], {
    retry: { baseDelayMs: 500, shouldRetry: ({ status }) => status === undefined || status >= 500 },
  })
  expect(await client.requestRaw(GET, readText)).toBe('{"servers":[]}')
  expect(waits).toEqual([7500, 1000])
})

test('the delay before each retry can be chosen', async () => {
  const { client, waits } = open([html(503, { 'retry-after': '7' }), html(503), json({ servers: [] })], {
    retry: { toDelayMs: ({ retryAfterMs }, attempt) => retryAfterMs ?? 100 * attempt },
  })
  await client.requestRaw(GET, readText)
  expect(waits).toEqual([7000, 100])
})

test('a signal ends a response that is being read', async () => {
  const stop = new AbortController()
  const { client } = open([
    () => {
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          controller.enqueue(new Uint8Array(1))
          stop.abort()
          controller.error(stop.signal.reason)
        },
      })
      return new Response(body)
    },
  ])
  expect(await refusal(client.requestRaw(GET, readText, { signal: stop.signal }))).toMatchObject({ code: 'aborted' })
})

test('without a version of the API, paths start at the base URL', async () => {
  const { client, sent } = open([json({ servers: [] })], { baseUrl: 'https://registry.example', apiVersion: 'none' })
  await client.requestRaw({ ...GET, path: '/lists/servers?x=1&x=2' }, readText)
  expect(sent[0]?.url).toBe('https://registry.example/lists/servers?x=1&x=2')
})

test('the pages of a list are walked by the cursors that the reader finds', async () => {
  const page = (cursor?: string) => new Response(JSON.stringify({ servers: [], next: cursor }))
  const { client, sent } = open([page('b c'), page('d'), page()])
  const readPage = async (response: RawResponse) => {
    const text = await response.text()
    return { page: text, nextCursor: (JSON.parse(text) as { next?: string }).next }
  }
  const found: string[] = []
  for await (const text of client.rawPages({ limit: 2, version: 'latest' }, readPage)) found.push(text)
  expect(found).toEqual(['{"servers":[],"next":"b c"}', '{"servers":[],"next":"d"}', '{"servers":[]}'])
  expect(sent.map(({ path }) => path)).toEqual([
    '/v0.1/servers?limit=2&version=latest',
    '/v0.1/servers?cursor=b+c&limit=2&version=latest',
    '/v0.1/servers?cursor=d&limit=2&version=latest',
  ])
})

test('raw pages that go in a circle are an error', async () => {
  const { client } = open([json({})])
  const walk = async () => {
    for await (const _ of client.rawPages({}, () => ({ page: 1, nextCursor: 'a' })));
  }
  expect(await refusal(walk())).toMatchObject({ code: 'invalid-answer' })
})
