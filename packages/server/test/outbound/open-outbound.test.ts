import { gzipSync } from 'node:zlib'
import { expect, test, vi } from 'vitest'
import { openOutbound } from '../../src/outbound/open-outbound.js'
import { type OutboundFailure } from '../../src/outbound/outbound-error.js'
import { makeCertificate } from '@mcp-registry/testkit/upstreams/make-certificate'
import { startSite } from '../upstreams/start-site.js'
import {
  type Answer,
  answerEndlessly,
  answerJson,
  answerWith,
  cutOff,
  hang,
  redirectTo,
  startUpstream,
} from '@mcp-registry/testkit/upstreams/start-upstream'

test('an answer has its status, its headers and its body, whatever the status', async () => {
  await using site = await startSite({ 'example.com': answerJson({ hello: 'world' }, 404) })
  const response = await site.outbound.fetch({ url: 'https://example.com/a?b=c', hosts: ['example.com'] })
  expect(response.status).toBe(404)
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(response.json()).toEqual({ hello: 'world' })
  expect(site.of('example.com').requests).toEqual(['GET /a?b=c'])
})

test('the request says who asks, and carries no cookie', async () => {
  let seen: unknown
  const answer: Answer = (request, response) => {
    seen = request.headers
    response.writeHead(200, { 'set-cookie': 'a=b' }).end()
  }
  await using site = await startSite({ 'example.com': answer }, { userAgent: 'registry (+https://registry.example.org)' })
  await site.outbound.fetch({ url: 'https://example.com/', hosts: ['example.com'] })
  await site.outbound.fetch({ url: 'https://example.com/', hosts: ['example.com'] })
  expect(seen).toMatchObject({ 'user-agent': 'registry (+https://registry.example.org)' })
  expect(seen).not.toHaveProperty('cookie')
})

test('a host that is not on the list is not asked', async () => {
  await using site = await startSite({ 'example.com': answerWith(200) })
  for (const url of [
    'https://example.com.evil.example/',
    'https://evil-example.com/',
    'https://example.com:8443/',
    'http://example.com/',
    'https://user:password@example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'no url',
  ]) {
    const { kind } = await failureOf(site.outbound.fetch({ url, hosts: ['example.com'] }))
    expect(['refused-host', 'refused-url']).toContain(kind)
  }
  expect(site.of('example.com').connections()).toBe(0)
})

test('a star in front stands for every name below, not for the name itself or one that only ends alike', async () => {
  await using site = await startSite({ 'a.example.com': answerWith(200) })
  const hosts = ['*.example.com']
  expect((await site.outbound.fetch({ url: 'https://a.example.com/', hosts })).status).toBe(200)
  for (const url of ['https://example.com/', 'https://aexample.com/', 'https://a.example.com.evil.example/'])
    expect((await failureOf(site.outbound.fetch({ url, hosts }))).kind).toBe('refused-host')
})

test('redirects are followed as far as the request allows, each host checked', async () => {
  await using site = await startSite({
    'a.example': (request, response) => redirectTo(request.url === '/1' ? '/2' : 'https://b.example/3')(request, response),
    'b.example': answerWith(200, 'here'),
    'c.example': redirectTo('https://evil.example/'),
    'd.example': redirectTo('http://b.example/'),
  })
  const hosts = ['a.example', 'b.example', 'c.example', 'd.example']
  const response = await site.outbound.fetch({ url: 'https://a.example/1', hosts, maxRedirects: 2 })
  expect(response.text()).toBe('here')
  expect(response.url.href).toBe('https://b.example/3')
  const kinds = await Promise.all(
    [
      { url: 'https://a.example/1', hosts, maxRedirects: 1 },
      { url: 'https://c.example/', hosts, maxRedirects: 3 },
      { url: 'https://d.example/', hosts, maxRedirects: 3 },
    ].map(async (request) => (await failureOf(site.outbound.fetch(request))).kind),
  )
  expect(kinds).toEqual(['too-many-redirects', 'refused-host', 'refused-url'])
})

test('a redirect to another host leaves the credential behind', async () => {
  const seen: unknown[] = []
  await using site = await startSite({
    'a.example': (request, response) => {
      seen.push(request.headers.authorization)
      redirectTo(request.url === '/1' ? '/2' : 'https://b.example/')(request, response)
    },
    'b.example': (request, response) => {
      seen.push(request.headers.authorization)
      response.end()
    },
  })
  await site.outbound.fetch({
    url: 'https://a.example/1',
    hosts: ['a.example', 'b.example'],
    headers: { Authorization: 'Bearer token' },
    maxRedirects: 2,
  })
  expect(seen).toEqual(['Bearer token', 'Bearer token', undefined])
})

test('a body larger than the limit is given up, announced or not, also when it only grows by decompression', async () => {
  await using site = await startSite({
    'announced.example': answerWith(200, 'a'.repeat(2000)),
    'endless.example': answerEndlessly(100 * 1024 * 1024),
    'bomb.example': answerWith(200, gzipSync(Buffer.alloc(50 * 1024 * 1024)), { 'content-encoding': 'gzip' }),
  })
  for (const host of ['announced.example', 'endless.example', 'bomb.example'])
    expect(await failureOf(site.outbound.fetch({ url: `https://${host}/`, hosts: [host], maxBytes: 1000 }))).toEqual({
      kind: 'too-large',
      host,
      maxBytes: 1000,
    })
})

test('a body may be as large as the limit', async () => {
  await using site = await startSite({ 'example.com': answerWith(200, 'a'.repeat(1000)) })
  const response = await site.outbound.fetch({ url: 'https://example.com/', hosts: ['example.com'], maxBytes: 1000 })
  expect(response.bytes.byteLength).toBe(1000)
})

test('one time limit holds for everything from the look-up to the last byte', async () => {
  const dribble: Answer = (_request, response) => {
    const timer = setInterval(() => response.write('a'), 10)
    response.on('close', () => clearInterval(timer))
  }
  await using site = await startSite({ 'hang.example': hang, 'dribble.example': dribble })
  for (const host of ['hang.example', 'dribble.example'])
    expect((await failureOf(site.outbound.fetch({ url: `https://${host}/`, hosts: [host], timeoutMs: 100 }))).kind).toBe(
      'timeout',
    )
  await using deaf = openOutbound({ resolveHost: () => new Promise(() => {}) })
  expect((await failureOf(deaf.fetch({ url: 'https://example.com/', hosts: ['*'], timeoutMs: 100 }))).kind).toBe('timeout')
})

test('a body that is cut off, half a JSON text, no such host and a strange certificate are failures', async () => {
  await using site = await startSite({ 'cut.example': cutOff('{"a":'), 'half.example': answerWith(200, '{"a":') })
  const fetch = (host: string) => site.outbound.fetch({ url: `https://${host}/`, hosts: ['*'] })
  expect((await failureOf(fetch('cut.example'))).kind).toBe('unreachable')
  const half = await fetch('half.example')
  expect(() => half.json()).toThrow('half.example')
  expect((await failureOf(fetch('nobody.example'))).kind).toBe('unreachable')
  await using strict = openOutbound({
    connectTo: { 'half.example:443': { address: '127.0.0.1', port: site.of('half.example').port } },
  })
  expect((await failureOf(strict.fetch({ url: 'https://half.example/', hosts: ['*'] }))).kind).toBe('unreachable')
})

test('a certificate that is not trusted is explained', async () => {
  const certificate = await makeCertificate(['other.example'])
  await using site = await startUpstream(answerWith(200), certificate)
  const connectTo = { 'half.example:443': { address: '127.0.0.1', port: site.port } }
  await using outbound = openOutbound({ ca: certificate.cert, connectTo })
  const fetched = outbound.fetch({ url: 'https://half.example/', hosts: ['*'] })
  await expect(fetched).rejects.toThrow(
    'There is no secure connection to half.example: its certificate is for another host name.',
  )
  await using strict = openOutbound({ connectTo })
  await expect(strict.fetch({ url: 'https://half.example/', hosts: ['*'] })).rejects.toThrow('its certificate is self-signed')
})

test('what the caller gives up is given up with the reason of the caller', async () => {
  await using site = await startSite({ 'example.com': hang })
  const controller = new AbortController()
  const answer = site.outbound.fetch({ url: 'https://example.com/', hosts: ['*'], signal: controller.signal })
  controller.abort(new Error('not needed'))
  await expect(answer).rejects.toThrow('not needed')
})

test('a configured origin may be plain http at a private address; its neighbours may not', async () => {
  await using configured = await startUpstream(answerWith(200, 'private'))
  await using neighbour = await startUpstream(answerWith(200, 'secret'))
  await using outbound = openOutbound()
  const destinations = { hosts: ['*'], privateOrigins: [configured.origin] }
  expect((await outbound.fetch({ ...destinations, url: `${configured.origin}/a` })).text()).toBe('private')
  await expect(outbound.fetch({ ...destinations, url: neighbour.origin })).rejects.toThrow()
  await expect(outbound.fetch({ hosts: ['*'], url: configured.origin })).rejects.toThrow()
  expect(neighbour.connections()).toBe(0)
  expect(configured.connections()).toBe(1)
})

test('a connection to a configured origin serves no request that was not allowed to open it', async () => {
  const certificate = await makeCertificate(['localhost'])
  await using configured = await startUpstream(answerWith(200), certificate)
  await using outbound = openOutbound({ ca: certificate.cert, resolveHost: async () => ['127.0.0.1'] })
  const url = `https://localhost:${configured.port}/`
  await outbound.fetch({ url, hosts: [], privateOrigins: [new URL(url).origin] })
  await expect(outbound.fetch({ url, hosts: ['localhost'] })).rejects.toThrow()
  expect(configured.requests).toEqual(['GET /'])
})

test('proxies of the environment are not asked', async () => {
  await using proxy = await startUpstream(answerWith(200))
  for (const name of ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY']) vi.stubEnv(name, proxy.origin)
  vi.stubEnv('NODE_USE_ENV_PROXY', '1')
  try {
    await using site = await startSite({ 'example.com': answerWith(200, 'direct') })
    expect((await site.outbound.fetch({ url: 'https://example.com/', hosts: ['*'] })).text()).toBe('direct')
    expect(proxy.connections()).toBe(0)
  } finally {
    vi.unstubAllEnvs()
  }
})

test('requests beyond what a host may be asked at once wait, and beyond what the server may wait for are refused', async () => {
  await using site = await startSite(
    { 'example.com': hang, 'other.example': answerWith(200) },
    { maxConnectionsPerHost: 2, maxRequestsPerHost: 20 },
  )
  const answers = Array.from({ length: 30 }, () =>
    failureOf(site.outbound.fetch({ url: 'https://example.com/', hosts: ['*'], timeoutMs: 4_000 })),
  )
  expect((await site.outbound.fetch({ url: 'https://other.example/', hosts: ['*'] })).status).toBe(200)
  // While none has timed out: each that does makes room for another.
  expect(site.of('example.com').requests.length).toBeLessThanOrEqual(2)
  const kinds = (await Promise.all(answers)).map(({ kind }) => kind)
  expect(kinds.filter((kind) => kind === 'busy')).toHaveLength(10)
  expect(kinds.filter((kind) => kind === 'timeout')).toHaveLength(20)
})

test('a posted body is sent, and not sent on to where a redirect points', async () => {
  let body = ''
  await using site = await startSite({
    'a.example': async (request, response) => {
      for await (const piece of request) body += String(piece)
      redirectTo('https://b.example/', 307)(request, response)
    },
    'b.example': answerWith(200),
  })
  const post = { method: 'POST', body: '{"secret":1}', url: 'https://a.example/', hosts: ['*'], maxRedirects: 3 } as const
  expect((await failureOf(site.outbound.fetch(post))).kind).toBe('too-many-redirects')
  expect(body).toBe('{"secret":1}')
  expect(site.of('b.example').connections()).toBe(0)
})

async function failureOf(answer: Promise<unknown>): Promise<OutboundFailure> {
  const error: unknown = await answer.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toMatchObject({ name: 'OutboundError' })
  return (error as { failure: OutboundFailure }).failure
}
