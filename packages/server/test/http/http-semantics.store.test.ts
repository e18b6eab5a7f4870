import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { isKnown } from '../../src/http/conditional.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { serverPath, startTestRegistry } from '../harness/start-test-registry.js'

verifies('edge-45', 'HEAD is answered like GET, without the body', async () => {
  await using registry = await startTestRegistry()
  for (const { url } of registry.app.routeTable.routes.filter(({ method, url }) => method === 'GET' && !url.includes(':'))) {
    const get = await registry.get(url)
    const head = await registry.inject({ method: 'HEAD', url })
    expect(head.statusCode, url).toBe(get.statusCode)
    expect(head.body, url).toBe('')
    expect(head.headers['etag'], url).toBe(get.headers['etag'])
    // The metrics change between any two requests.
    if (url !== '/metrics') expect(head.headers['content-length'], url).toBe(get.headers['content-length'])
  }
})

verifies('edge-45', 'another method on a known path is 405 with the methods that it has', async () => {
  await using registry = await startTestRegistry()
  for (const [method, url, allow] of [
    ['DELETE', '/v0.1/servers', 'GET, HEAD, OPTIONS'],
    ['GET', '/v0.1/publish', 'OPTIONS, POST'],
    ['HEAD', '/v0/publish', 'OPTIONS, POST'],
    ['POST', serverPath('io.github.alice/weather', 'versions', '1.0.0'), 'DELETE, GET, HEAD, OPTIONS, PUT'],
    ['POST', '/docs/', 'GET, HEAD, OPTIONS'],
  ] as const) {
    const answer = await registry.inject({ method, url })
    expect(answer.statusCode, url).toBe(405)
    expect(answer.headers['allow']).toBe(allow)
  }
})

verifies('edge-45', 'a client that has the answer gets 304, until anything visible changes', async () => {
  await using registry = await startTestRegistry()
  const alice = registry.actingAs('io.github.alice')
  await alice.publish(serverJson({ name: 'io.github.alice/weather' }))
  for (const url of ['/v0.1/servers', serverPath('io.github.alice/weather', 'versions', 'latest')]) {
    const etag = String((await registry.get(url)).headers['etag'])
    const again = await registry.inject({ url, headers: { 'if-none-match': `"other", W/${etag}` } })
    expect(again.statusCode).toBe(304)
    expect(again.body).toBe('')
    expect(again.headers['etag']).toBe(etag)
    await alice.setStatus('io.github.alice/weather', '1.0.0', { status: 'deprecated', statusMessage: `Not for ${url}` })
    const changed = await registry.inject({ url, headers: { 'if-none-match': etag } })
    expect(changed.statusCode).toBe(200)
    expect(changed.headers['etag']).not.toBe(etag)
  }
})

test('a connection that was opened in advance does not keep the app from closing', async () => {
  await using registry = await startTestRegistry()
  const { port } = new URL(await registry.listen())
  const socket = connect(Number(port), '127.0.0.1')
  const closed = once(socket, 'close')
  await once(registry.app.server, 'connection')
  await registry.app.close()
  await closed
})

test('If-None-Match is compared weakly, as a list, or with anything', () => {
  expect(isKnown('"a"', '"a"')).toBe(true)
  expect(isKnown('"b", W/"a"', '"a"')).toBe(true)
  expect(isKnown('*', '"a"')).toBe(true)
  expect(isKnown('"b"', '"a"')).toBe(false)
  expect(isKnown(undefined, '"a"')).toBe(false)
})

test('any origin may read, and is told what it may send', async () => {
  await using registry = await startTestRegistry()
  const origin = 'https://editor.example'
  const read = await registry.inject({ url: '/v0.1/servers', headers: { origin } })
  expect(read.headers['access-control-allow-origin']).toBe('*')
  const preflight = await registry.inject({
    method: 'OPTIONS',
    url: '/v0.1/publish',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,x-anything',
    },
  })
  expect(preflight.statusCode).toBe(204)
  expect(preflight.headers['access-control-allow-methods']).toBe('GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS')
  expect(preflight.headers['access-control-allow-headers']).toBe('authorization,content-type,x-anything')
  expect(Number(preflight.headers['access-control-max-age'])).toBeGreaterThan(0)
  const missing = await registry.inject({ url: '/v0.1/servers/%zz/versions', headers: { origin } })
  expect(missing.headers['access-control-allow-origin']).toBe('*')
})

test('every answer has an id, the one of the client when it is one', async () => {
  await using registry = await startTestRegistry()
  const url = '/v0.1/ping'
  expect((await registry.get(url)).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  expect((await registry.inject({ url, headers: { 'x-request-id': 'abc-1' } })).headers['x-request-id']).toBe('abc-1')
  expect((await registry.inject({ url, headers: { 'x-request-id': 'a b\tc' } })).headers['x-request-id']).toMatch(
    /^[0-9a-f-]{36}$/,
  )
})

test('answers that change with every request are not kept, and no header tells the server software', async () => {
  await using registry = await startTestRegistry()
  expect((await registry.get('/v0.1/health')).headers['cache-control']).toBe('no-store')
  const { headers } = await registry.get('/v0.1/servers')
  expect(headers['cache-control']).toContain('public')
  expect(headers['content-security-policy']).toBe("default-src 'none';frame-ancestors 'none'")
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(headers['x-powered-by']).toBeUndefined()
  expect(headers['server']).toBeUndefined()
})

test('the pages for people load nothing from elsewhere', async () => {
  await using registry = await startTestRegistry()
  for (const path of ['/', '/docs']) {
    const { body, headers } = await registry.get(path)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(headers['content-security-policy']).toContain("script-src 'self'")
    // An empty icon keeps browsers from asking for /favicon.ico.
    for (const [, source] of body.matchAll(/<(?:script|link|img)[^>]* (?:src|href)="(?!data:,")([^"]*)"/g))
      expect(source).toMatch(/^\/static\//)
    for (const [, source] of body.matchAll(/<(?:script|link)[^>]* (?:src|href)="(?!data:,")([^"]*)"/g)) {
      expect((await registry.get(String(source))).statusCode).toBe(200)
    }
    expect(body).not.toMatch(/<script>|<style>| style=| onclick=/)
  }
})
