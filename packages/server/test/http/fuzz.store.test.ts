import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startTestRegistry } from '../harness/start-test-registry.js'

const pathPart = fc.oneof(
  fc.constantFrom(
    'v0.1',
    'v0',
    'servers',
    'versions',
    'latest',
    'status',
    'io.github.alice%2Fweather',
    '1.0.0',
    'x',
    'docs',
    '..',
    '',
  ),
  fc.string({ maxLength: 20 }).map(encodeURIComponent),
  fc.string({ unit: 'binary', maxLength: 10 }).map(encodeURIComponent),
  fc.constantFrom('%', '%zz', '%00', '%ff', '%25', '%2F', '%252F', '%ed%a0%80', '%5C', ';a=b', '*', ':', '{serverName}'),
)
const parameter = fc.tuple(
  fc.constantFrom('limit', 'cursor', 'search', 'updated_since', 'version', 'include_deleted', 'q', '__proto__', 'limit[]'),
  fc.oneof(
    fc.constantFrom(
      '',
      '0',
      '1',
      '-1',
      '1e2',
      '9'.repeat(40),
      'true',
      'latest',
      '%00',
      '%',
      '%ff',
      '2026-01-01T00:00:00Z',
      'a:b',
      'NaN',
    ),
    fc.string({ maxLength: 30 }).map(encodeURIComponent),
    fc.string({ unit: 'binary', maxLength: 30 }).map(encodeURIComponent),
    fc.base64String({ maxLength: 60 }),
  ),
)
// Without two slashes at the start, which the injection takes for the name of a host.
const target = fc
  .tuple(fc.array(pathPart, { maxLength: 7 }), fc.array(parameter, { maxLength: 5 }))
  .map(([path, query]) => `/${path.join('/').replace(/^\/+/, '')}?${query.map(([name, value]) => `${name}=${value}`).join('&')}`)

test('no path and no query makes the server fail', async () => {
  await using registry = await startTestRegistry()
  const alice = registry.actingAs('io.github.alice')
  await alice.publish(serverJson())
  const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS')
  await fc.assert(
    fc.asyncProperty(method, target, async (verb, url) => {
      const answer = await registry.inject({ method: verb as 'GET', url })
      expect(answer.statusCode, `${verb} ${url}: ${answer.body}`).toBeLessThan(500)
      if (answer.statusCode >= 400 && verb !== 'HEAD')
        expect(answer.headers['content-type']).toContain('application/problem+json')
    }),
    { numRuns: 300 },
  )
})

test('no list query makes the server fail', async () => {
  await using registry = await startTestRegistry()
  await fc.assert(
    fc.asyncProperty(fc.array(parameter, { maxLength: 6 }), async (query) => {
      const url = `/v0.1/servers?${query.map(([name, value]) => `${name}=${value}`).join('&')}`
      const answer = await registry.get(url)
      expect([200, 400, 422], `${url}: ${answer.body}`).toContain(answer.statusCode)
    }),
    { numRuns: 300 },
  )
})

test('no bytes of a request line make the server fail', async () => {
  await using registry = await startTestRegistry()
  const { port } = new URL(await registry.listen())
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 60 }), async (bytes) => {
      const socket = connect(Number(port), '127.0.0.1')
      socket.end(
        Buffer.concat([Buffer.from('GET /v0.1/'), bytes, Buffer.from(' HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')]),
      )
      expect(await text(socket)).not.toMatch(/^HTTP\/1\.1 5/)
    }),
    { numRuns: 100 },
  )
})
