import { expect, test } from 'vitest'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startTestRegistry } from '../harness/start-test-registry.js'
import { verifies } from '../../../../test/verifies.js'

// What changes the registry, or may, without a token.
const OPEN_WRITES = [
  'POST /v0.1/auth/diagnose',
  'POST /v0.1/auth/dns',
  'POST /v0.1/auth/github-at',
  'POST /v0.1/auth/github-oidc',
  'POST /v0.1/auth/http',
  'POST /v0.1/auth/none',
  'POST /v0.1/auth/oidc',
  'POST /v0.1/validate',
]

test('every route declares who may call it', async () => {
  await using registry = await startTestRegistry({ anonymous: true })
  const undeclared = registry.app.routeTable.routes.filter(({ method, access }) => access === undefined && method !== 'OPTIONS')
  expect(undeclared).toEqual([])
})

test('every route for publishers refuses whoever has no token, or one that is not', async () => {
  await using registry = await startTestRegistry()
  const guarded = registry.app.routeTable.routes.filter(({ access }) => access === 'publisher')
  expect(guarded.length).toBeGreaterThan(0)
  for (const { method, url } of guarded) {
    for (const authorization of [undefined, 'Bearer', 'Bearer made.up.token', 'Basic YTpi', 'Bearer a b']) {
      const answer = await registry.app.inject({
        method: method as 'POST',
        url: url.replace(':serverName', 'io.github.alice%2Fweather').replace(':version', '1.0.0'),
        ...(authorization !== undefined && { headers: { authorization } }),
      })
      expect(answer.statusCode, `${method} ${url} ${authorization}`).toBe(401)
      if (method !== 'HEAD') expect(answer.json()).toMatchObject({ code: 'invalid-token' })
    }
  }
})

test('only reading, validation and logging in are open to anyone', async () => {
  await using registry = await startTestRegistry({ anonymous: true })
  const open = registry.app.routeTable.routes.filter(
    ({ method, url, access }) => access === 'public' && !['GET', 'HEAD'].includes(method) && !url.startsWith('/v0/'),
  )
  expect(open.map(({ method, url }) => `${method} ${url}`).sort()).toEqual(OPEN_WRITES)
})

test('a route that declares nobody lets in nobody', async () => {
  await using registry = await startTestRegistry()
  registry.app.get('/forgotten', async () => 'secret')
  expect((await registry.get('/forgotten')).json()).toMatchObject({ status: 403, code: 'forbidden' })
})

verifies(
  'publish:malformed-name-is-invalid',
  'a document whose name is none is invalid, not forbidden, and validation says the same',
  async () => {
    await using registry = await startTestRegistry()
    const alice = registry.actingAs('io.github.alice')
    for (const name of ['', ' ', 'weather']) {
      const answer = await alice.publish(serverJson({ name }))
      expect([answer.statusCode, answer.json()], name).toMatchObject([
        422,
        { code: 'invalid-document', errors: [{ location: 'body.name' }] },
      ])
      const { issues } = (await alice.send('POST', '/v0.1/validate', serverJson({ name }))).json()
      expect(issues, name).toContainEqual(expect.objectContaining({ path: 'name', reference: 'invalid-server-name' }))
    }
    expect((await alice.publish(serverJson({ name: 'io.github.bob/weather' }))).statusCode).toBe(403)
  },
)
