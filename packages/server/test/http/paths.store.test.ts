import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startTestRegistry, type TestRegistry } from '../harness/start-test-registry.js'

async function startWithWeather(): Promise<TestRegistry> {
  const registry = await startTestRegistry()
  await registry.actingAs('io.github.alice').publish(serverJson({ name: 'io.github.alice/weather' }))
  return registry
}

verifies('edge-44', 'encoded, raw and trailing slashes reach the same server', async () => {
  await using registry = await startWithWeather()
  for (const prefix of ['/v0', '/v0.1']) {
    for (const name of ['io.github.alice%2Fweather', 'io.github.alice%2fweather', 'io.github.alice/weather']) {
      for (const end of ['', '/']) {
        const versions = await registry.get(`${prefix}/servers/${name}/versions${end}`)
        expect(versions.json(), versions.body).toMatchObject({ metadata: { count: 1 } })
        const latest = await registry.get(`${prefix}/servers/${name}/versions/latest${end}?include_deleted=true`)
        expect(latest.json(), latest.body).toMatchObject({ server: { name: 'io.github.alice/weather' } })
      }
    }
  }
})

verifies('edge-44', 'a name that is encoded twice is another name', async () => {
  await using registry = await startWithWeather()
  const answer = await registry.get('/v0.1/servers/io.github.alice%252Fweather/versions/latest')
  expect(answer.statusCode).toBe(404)
})

verifies('edge-44', 'no path makes a redirect', async () => {
  await using registry = await startWithWeather()
  for (const path of [
    '//evil.example/',
    '//evil.example/v0.1/servers/',
    '/\\evil.example/',
    '/v0.1/servers//',
    '/docs/',
    '/v0/',
  ]) {
    const answer = await registry.get(path)
    expect(answer.headers['location'], path).toBeUndefined()
    expect([200, 404], path).toContain(answer.statusCode)
  }
})

verifies('edge-24', 'a path with bad percent-encoding is a malformed request', async () => {
  await using registry = await startTestRegistry()
  for (const path of ['/v0.1/servers/%zz/versions', '/v0.1/servers/%ff/versions', '/%']) {
    expect((await registry.get(path)).json(), path).toMatchObject({ status: 400, code: 'malformed-request' })
  }
})

test('base URLs with a slash or a version at their end reach the same operation', async () => {
  await using registry = await startWithWeather()
  for (const path of ['//v0.1/servers', '///v0/servers', '/v0.1/v0.1/servers', '/v0/v0.1/servers/', '/v0.1//v0.1/servers'])
    expect((await registry.get(path)).json(), path).toMatchObject({ metadata: { count: 1 } })
})

test('a server by its name alone is its latest version', async () => {
  await using registry = await startWithWeather()
  const latest = await registry.get('/v0/servers/io.github.alice%2Fweather/versions/latest')
  for (const path of [
    '/v0/servers/io.github.alice%2Fweather',
    '/v0.1/servers/io.github.alice/weather',
    '/v0/servers/IO.github.alice/weather/',
  ])
    expect((await registry.get(path)).json(), path).toEqual(latest.json())
  expect((await registry.get('/v0/servers/io.github.alice%2Fnone')).json()).toMatchObject({ code: 'server-not-found' })
})

verifies('edge-50', 'a NUL in a path that is written to finds nothing and is not a failure', async () => {
  await using registry = await startWithWeather()
  const admin = registry.actingAs([
    { action: 'publish', resource: '*' },
    { action: 'edit', resource: '*' },
  ])
  const paths = [
    '/v0.1/servers/io.github.alice%2Fwea%00ther/versions/1.0.0',
    '/v0.1/servers/io.github.alice%2Fweather/versions/1%00',
  ]
  for (const path of paths) {
    for (const [method, url, body] of [
      ['PUT', path, serverJson()],
      ['DELETE', path, undefined],
      ['PATCH', `${path}/status`, { status: 'deprecated' }],
    ] as const) {
      const answer = await admin.send(method, url, body)
      expect([404, 422], `${method} ${url}: ${answer.body}`).toContain(answer.statusCode)
    }
  }
  const extension = '/v0.1/x/io.modelcontextprotocol.registry'
  const token = await admin.token()
  for (const query of ['server=%00', 'subject=a%00'])
    expect(
      (await registry.inject({ url: `${extension}/audit?${query}`, headers: { authorization: `Bearer ${token}` } })).statusCode,
    ).toBe(422)
  expect((await admin.publish('{"name":"io.github.alice/\\u0000","version":"1.0.0","description":"a"}')).statusCode).toBe(400)
})

test('a NUL in a path or query finds nothing', async () => {
  await using registry = await startWithWeather()
  const paths = ['/v0.1/servers/a%00b%2Fc/versions', '/v0.1/servers/io.github.alice%2Fweather/versions/1%00']
  for (const path of paths) expect((await registry.get(path)).statusCode, path).toBe(404)
  for (const name of ['search', 'version', 'cursor', 'updated_since']) {
    expect((await registry.get(`/v0.1/servers?${name}=%00`)).statusCode, name).toBe(422)
  }
})

test.each([
  ['/servers', '/v0.1/servers'],
  ['/v1/servers', '/v0.1/servers'],
  ['/api/v0.1/servers', '/v0.1/servers'],
  ['/v0.1/server', '/v0.1/servers'],
  ['/nothing-like-it', '/docs'],
])('the answer to %s points to %s', async (path, hint) => {
  await using registry = await startTestRegistry()
  const answer = await registry.get(path)
  expect(answer.headers['content-type']).toContain('application/problem+json')
  expect(answer.json()).toMatchObject({ status: 404, code: 'route-not-found', detail: expect.stringContaining(hint) })
})
