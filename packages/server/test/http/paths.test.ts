import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { serverJson } from '../harness/server-json.js'
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

test('a NUL in a path or query finds nothing', async () => {
  await using registry = await startWithWeather()
  const paths = ['/v0.1/servers/a%00b%2Fc/versions', '/v0.1/servers/io.github.alice%2Fweather/versions/1%00']
  for (const path of paths) expect((await registry.get(path)).statusCode, path).toBe(404)
  for (const name of ['search', 'version', 'cursor', 'updated_since']) {
    expect((await registry.get(`/v0.1/servers?${name}=%00`)).statusCode, name).toBeLessThan(500)
  }
})

test.each([
  ['/servers', '/v0.1/servers'],
  ['/v1/servers', '/v0.1/servers'],
  ['/api/v0.1/servers', '/v0.1/servers'],
  ['/v0.1/server', '/v0.1/servers'],
  ['/v0.1/servers/io.github.alice%2Fweather', '/v0.1/servers/io.github.alice%2Fweather/versions/latest'],
  ['/v0/servers/io.github.alice/weather', '/v0/servers/io.github.alice%2Fweather/versions/latest'],
  ['/nothing-like-it', '/docs'],
])('the answer to %s points to %s', async (path, hint) => {
  await using registry = await startTestRegistry()
  const answer = await registry.get(path)
  expect(answer.headers['content-type']).toContain('application/problem+json')
  expect(answer.json()).toMatchObject({ status: 404, code: 'route-not-found', detail: expect.stringContaining(hint) })
})
