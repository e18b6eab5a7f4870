import { createRegistryClient, RegistryClientError, type RegistryClientOptions } from '@mcp-registry/client'
import { describe, expect, test } from 'vitest'
import { verifies } from '../../../test/verifies.js'
import { entry } from './harness/entries.js'
import { fakeFetch, html, json } from './harness/fake-fetch.js'

const list = { servers: [], metadata: { count: 0 } }

function open(fetch: typeof globalThis.fetch, options: Partial<RegistryClientOptions> = {}) {
  const sleeps: number[] = []
  const sleep = async (delayMs: number) => void sleeps.push(delayMs)
  const client = createRegistryClient({
    baseUrl: 'https://registry.example',
    fetch,
    retry: { sleep, random: () => 0.5 },
    now: () => Date.parse('2026-01-01T00:00:00Z'),
    ...options,
  })
  return { client, sleeps }
}

async function refusal(promise: Promise<unknown>): Promise<RegistryClientError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof RegistryClientError)) throw new Error(`Not refused as expected: ${String(error)}`)
  return error
}

describe('where requests go', () => {
  test.each([
    ['https://registry.example', '/v0.1/ping'],
    ['https://registry.example/', '/v0.1/ping'],
    ['https://registry.example///', '/v0.1/ping'],
    ['https://registry.example/v0', '/v0/ping'],
    ['https://registry.example/v0.1/', '/v0.1/ping'],
    ['https://registry.example/mcp/registry/', '/mcp/registry/v0.1/ping'],
    ['https://registry.example/mcp/v0/?x=1', '/mcp/v0/ping'],
  ])('%s is asked at %s', async (baseUrl, path) => {
    const { fetch, sent } = fakeFetch(json({ pong: true }))
    await open(fetch, { baseUrl }).client.ping()
    expect(sent[0]?.path).toBe(path)
  })

  test.each(['registry.example', 'ftp://registry.example', '', 'https://'])('%j is refused as a base URL', (baseUrl) => {
    expect(() => createRegistryClient({ baseUrl })).toThrow(TypeError)
  })

  test('names and versions stay one segment of the path', async () => {
    const { fetch, sent } = fakeFetch(json(entry('a.b/c', '1+2')))
    await open(fetch).client.getServerVersion('a.b/c', '1+2 %/..')
    expect(sent[0]?.path).toBe('/v0.1/servers/a.b%2Fc/versions/1%2B2%20%25%2F..')
  })

  test('a name that would walk up the path is refused', async () => {
    const { fetch, sent } = fakeFetch(json(list))
    await expect(open(fetch).client.listServerVersions('..')).rejects.toThrow('cannot be part of a path')
    expect(sent).toEqual([])
  })

  test('a query leaves out what is not given', async () => {
    const { fetch, sent } = fakeFetch(json(list))
    const query = { cursor: 'a/b:1+2', limit: 5, search: 'é &', updatedSince: '2026-01-01T00:00:00+01:00', includeDeleted: false }
    await open(fetch).client.listServers(query)
    expect(sent[0]?.path).toBe(
      '/v0.1/servers?cursor=a%2Fb%3A1%2B2&limit=5&search=%C3%A9+%26&updated_since=2026-01-01T00%3A00%3A00%2B01%3A00&include_deleted=false',
    )
  })

  test('where v0.1 is not found, v0 is asked, from then on only v0', async () => {
    const { fetch, sent } = fakeFetch(html(404), json(list))
    const { client } = open(fetch)
    await client.listServers()
    await client.listServers()
    expect(sent.map(({ path }) => path)).toEqual(['/v0.1/servers', '/v0/servers', '/v0/servers'])
  })

  test('a server that is in neither version is not found, as the first one said it', async () => {
    const { fetch } = fakeFetch(json({ detail: 'There is no such server.', code: 'server-not-found' }, 404), html(404))
    expect(await refusal(open(fetch).client.getServerVersion('a/b'))).toMatchObject({
      code: 'server-not-found',
      status: 404,
      retryable: false,
      message: 'There is no such server.',
    })
  })
})

describe('what is sent', () => {
  test('a document that is a text is sent byte for byte', async () => {
    const { fetch, sent } = fakeFetch(json(entry('a/b', '1')))
    const text = '{ "version":1.00,\n "name": "é"}\n'
    await open(fetch).client.publishServer(text)
    expect(sent[0]).toMatchObject({ method: 'POST', path: '/v0.1/publish', body: text })
    expect(sent[0]?.headers.get('content-type')).toBe('application/json')
  })

  test('the token of the call, else of the client, which may be a function', async () => {
    const { fetch, sent } = fakeFetch(json(entry('a/b', '1')))
    const { client } = open(fetch, { token: async () => 'first' })
    await client.publishServer('{}')
    await client.publishServer('{}', { token: 'second' })
    expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer first', 'Bearer second'])
  })

  test('every exchange of a proof', async () => {
    const { fetch, sent } = fakeFetch(json({ registry_token: 't', expires_at: 1 }))
    const { client } = open(fetch, { userAgent: 'test/1' })
    const proof = { domain: 'example.com', timestamp: '2026-01-01T00:00:00Z', signed_timestamp: 'ab' }
    await client.exchangeGithubAccessToken('g')
    await client.exchangeGithubOidcToken('o')
    await client.exchangeOidcToken('o')
    await client.exchangeDnsProof(proof)
    await client.exchangeHttpProof(proof)
    expect(await client.createAnonymousToken()).toEqual({ registry_token: 't', expires_at: 1 })
    expect(sent.map(({ path, body }) => [path.replace('/v0.1/auth/', ''), body && JSON.parse(body)])).toEqual([
      ['github-at', { github_token: 'g' }],
      ['github-oidc', { oidc_token: 'o' }],
      ['oidc', { oidc_token: 'o' }],
      ['dns', proof],
      ['http', proof],
      ['none', undefined],
    ])
    expect(sent[0]?.headers.get('user-agent')).toBe('test/1')
  })

  test('edits, statuses and deletions', async () => {
    const { fetch, sent } = fakeFetch(json({ ...entry('a/b', '1'), servers: [entry('a/b', '1')] }))
    const { client } = open(fetch)
    await client.editServer('a/b', '1', '{}', { status: 'active' })
    await client.updateServerStatus('a/b', '1', { status: 'deprecated', statusMessage: 'Old' })
    expect(await client.updateAllServerStatuses('a/b', { status: 'deleted' })).toMatchObject({ updatedCount: 1 })
    await client.deleteServer('a/b', '1')
    expect(sent.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['PUT', '/v0.1/servers/a%2Fb/versions/1?status=active', '{}'],
      ['PATCH', '/v0.1/servers/a%2Fb/versions/1/status', '{"status":"deprecated","statusMessage":"Old"}'],
      ['PATCH', '/v0.1/servers/a%2Fb/status', '{"status":"deleted"}'],
      ['DELETE', '/v0.1/servers/a%2Fb/versions/1', undefined],
    ])
  })

  test('a deletion may be answered with nothing', async () => {
    const { fetch } = fakeFetch(new Response(null, { status: 204 }))
    expect(await open(fetch).client.deleteServer('a/b', '1')).toBeUndefined()
  })
})

describe('errors', () => {
  const problem = { title: 'Conflict', status: 409, detail: 'It exists.', code: 'version-exists', retryable: false }
  const failures = [
    [
      'problem JSON',
      json(problem, 409),
      { code: 'version-exists', status: 409, retryable: false, message: 'It exists.', problem },
    ],
    [
      'a problem without a code',
      json({ title: 'Not Found', detail: 'Server not found' }, 404),
      { code: 'http-404', message: 'Server not found' },
    ],
    ['an error text', json({ error: 'Server not found' }, 404), { code: 'http-404', message: 'Server not found' }],
    ['an error object', json({ error: { message: 'No such thing' } }, 400), { code: 'http-400', message: 'No such thing' }],
    [
      'a page of a proxy',
      html(403),
      { code: 'http-403', status: 403, message: 'The registry answered with status 403 and did not say why.' },
    ],
    ['plain text', new Response('Forbidden', { status: 403 }), { code: 'http-403', message: 'Forbidden' }],
    ['nothing', new Response(null, { status: 500 }), { code: 'http-500', status: 500, retryable: false }],
    ['HTML in place of an answer', html(200), { code: 'invalid-answer', retryable: false }],
    ['an array in place of an answer', json([]), { code: 'invalid-answer', retryable: false }],
  ] as const
  for (const [what, answer, expected] of failures) {
    verifies('client:one-error', `${what} becomes an error`, async () => {
      const { fetch } = fakeFetch(answer)
      const { client } = open(fetch, { retry: false, apiVersion: 'v0' })
      expect(await refusal(client.listServers())).toMatchObject(expected)
    })
  }

  test('the details of a problem are kept', async () => {
    const { fetch } = fakeFetch(
      json({ detail: 'Bad', errors: [{ message: 'Too long', location: 'body.name', value: 1 }, 'x', 7] }, 422),
    )
    const error = await refusal(open(fetch).client.publishServer('{}'))
    expect(error.problem?.errors).toEqual([{ message: 'Too long', location: 'body.name', value: 1 }, { message: 'x' }])
  })

  test('what prevented an answer is in the message', async () => {
    const { fetch } = fakeFetch(new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') }))
    expect(await refusal(open(fetch, { retry: false }).client.ping())).toMatchObject({
      code: 'network',
      retryable: true,
      status: undefined,
      message: 'https://registry.example/v0.1/ping cannot be reached: connect ECONNREFUSED.',
    })
  })

  test('a signal of the caller aborts', async () => {
    const { fetch } = fakeFetch(json(list))
    const error = await refusal(open(fetch).client.listServers({}, { signal: AbortSignal.abort('enough') }))
    expect(error).toMatchObject({ code: 'aborted', retryable: false, cause: 'enough' })
  })

  test('an answer that does not come is a timeout', async () => {
    const silent: typeof globalThis.fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason), { once: true })
      })
    expect(await refusal(open(silent, { retry: false, timeoutMs: 1 }).client.ping())).toMatchObject({
      code: 'timeout',
      retryable: true,
    })
  })
})

describe('retries', () => {
  test('back off by a random part of a doubling interval, up to a limit', async () => {
    const { fetch, sent } = fakeFetch(html(503), new TypeError('reset'), html(502), json(list))
    const { client, sleeps } = open(fetch)
    await client.listServers()
    expect(sent).toHaveLength(4)
    expect(sleeps).toEqual([125, 250, 500])
  })

  test('wait at least as long as Retry-After says, in seconds or until a date', async () => {
    const date = 'Thu, 01 Jan 2026 00:00:07 GMT'
    const { fetch } = fakeFetch(html(429, { 'retry-after': '3' }), html(503, { 'retry-after': date }), json(list))
    const { client, sleeps } = open(fetch)
    await client.listServers()
    expect(sleeps).toEqual([3125, 7250])
  })

  test('do not wait for ever', async () => {
    const { fetch, sent } = fakeFetch(html(429, { 'retry-after': '3600' }))
    expect(await refusal(open(fetch).client.listServers())).toMatchObject({
      status: 429,
      retryable: true,
      retryAfterMs: 3_600_000,
    })
    expect(sent).toHaveLength(1)
  })

  test('end after the last one', async () => {
    const { fetch, sent } = fakeFetch(html(503))
    expect(await refusal(open(fetch).client.listServers())).toMatchObject({ code: 'http-503', retryable: true })
    expect(sent).toHaveLength(4)
  })

  test('are not made for what must not happen twice', async () => {
    const { fetch, sent } = fakeFetch(html(503))
    await refusal(open(fetch).client.publishServer('{}'))
    expect(sent).toHaveLength(1)
  })

  test('are not made for what will not succeed', async () => {
    const { fetch, sent } = fakeFetch(json({ error: 'no' }, 400))
    await refusal(open(fetch).client.listServers())
    expect(sent).toHaveLength(1)
  })

  test('end when the caller aborts during the wait', async () => {
    const controller = new AbortController()
    const { fetch, sent } = fakeFetch(() => {
      queueMicrotask(() => controller.abort())
      return html(503, { 'retry-after': '30' })
    })
    const { client } = open(fetch, { retry: {} })
    expect(await refusal(client.listServers({}, { signal: controller.signal }))).toMatchObject({ code: 'aborted' })
    expect(sent).toHaveLength(1)
  })
})

describe('the cache', () => {
  test('asks whether an answer has changed, and has it again when not', async () => {
    const { fetch, sent } = fakeFetch(
      json({ servers: [entry('a/b', '1')] }, 200, { etag: '"1"' }),
      new Response(null, { status: 304 }),
      json({ servers: [] }, 200, { etag: '"2"' }),
    )
    const { client } = open(fetch)
    const first = await client.listServers()
    expect(await client.listServers()).toEqual(first)
    expect((await client.listServers()).servers).toEqual([])
    expect(sent.map(({ headers }) => headers.get('if-none-match'))).toEqual([null, '"1"', '"1"'])
  })

  test('forgets what was used longest ago', async () => {
    const { fetch, sent } = fakeFetch((request) => json(list, 200, { etag: `"${request.path}"` }))
    const { client } = open(fetch, { cache: { maxEntries: 2 } })
    for (const search of ['a', 'b', 'a', 'c', 'a', 'b']) await client.listServers({ search })
    const asked = sent.map(({ headers }) => headers.has('if-none-match'))
    expect(asked).toEqual([false, false, true, false, true, false])
  })

  test('keeps the answers to different tokens apart', async () => {
    const { fetch, sent } = fakeFetch(json(list, 200, { etag: '"1"' }))
    const { client } = open(fetch)
    await client.listServers({}, { token: 'alice' })
    await client.listServers({}, { token: 'bob' })
    expect(sent[1]?.headers.has('if-none-match')).toBe(false)
  })

  test('can be turned off', async () => {
    const { fetch, sent } = fakeFetch(json(list, 200, { etag: '"1"' }))
    const { client } = open(fetch, { cache: false })
    await client.listServers()
    await client.listServers()
    expect(sent[1]?.headers.has('if-none-match')).toBe(false)
  })
})
