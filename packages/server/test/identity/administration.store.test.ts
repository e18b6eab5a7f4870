import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import type { TokenClaims } from '../../src/identity/tokens.js'
import { as, ownerOf } from '../harness/as.js'
import { createGate } from '../harness/create-gate.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startTestRegistry } from '../harness/start-test-registry.js'

const EXTENSION = '/v0.1/x/io.modelcontextprotocol.registry'
const ADMIN: TokenClaims = { method: 'oidc', subject: 'root', permissions: [{ action: 'edit', resource: '*' }] }

function jobOf(workflow: Partial<NonNullable<TokenClaims['workflow']>>): TokenClaims {
  return {
    ...ownerOf('io.github.alice'),
    method: 'github-oidc',
    workflow: { repository: 'alice/weather', repositoryId: '4711', file: '.github/workflows/release.yml', ...workflow },
  }
}

verifies('edge-35', 'a denial by an administrator counts at once, for the subtree and for nothing else', async () => {
  await using registry = await startTestRegistry()
  const [admin, owner] = [as(registry, ADMIN), as(registry, { ...ownerOf('com.example', 'com.example.spam'), method: 'dns' })]
  const publish = (name: string) => owner('POST', '/v0.1/publish', serverJson({ name }))
  expect((await publish('com.example.spam/first')).status).toBe(200)
  const denied = await admin('PUT', `${EXTENSION}/denylist/com.example.Spam`, { reason: 'Spam.' })
  expect(denied).toMatchObject({ status: 200, body: { namespace: 'com.example.spam', deniedBy: 'oidc:root' } })
  expect(await publish('com.example.spam/second')).toMatchObject({ status: 403, body: { code: 'namespace-denied' } })
  expect((await publish('com.example/first')).status).toBe(200)
  expect(await owner('GET', '/v0.1/auth/whoami')).toMatchObject({ body: { deniedNamespaces: ['com.example.spam'] } })
  expect(await admin('GET', `${EXTENSION}/denylist`)).toMatchObject({ body: { denied: [{ reason: 'Spam.' }] } })
  expect((await admin('DELETE', `${EXTENSION}/denylist/com.example.spam`)).status).toBe(200)
  expect((await publish('com.example.spam/second')).status).toBe(200)
  expect(await admin('DELETE', `${EXTENSION}/denylist/com.example.spam`)).toMatchObject({
    status: 404,
    body: { code: 'denial-not-found' },
  })
})

test('only an administrator sees or changes the denylist and the audit log', async () => {
  await using registry = await startTestRegistry()
  const owner = as(registry, ownerOf('com.example'))
  for (const answer of [
    await owner('GET', `${EXTENSION}/denylist`),
    await owner('PUT', `${EXTENSION}/denylist/com.other`, { reason: 'Mine.' }),
    await owner('DELETE', `${EXTENSION}/denylist/com.other`),
    await owner('GET', `${EXTENSION}/audit`),
  ]) {
    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  }
  expect(await as(registry, ADMIN)('PUT', `${EXTENSION}/denylist/no..namespace`, { reason: 'x' })).toMatchObject({
    status: 400,
    body: { code: 'invalid-namespace' },
  })
})

test('a pinned server is published by the pinned job alone, and by its owner in person', async () => {
  await using registry = await startTestRegistry()
  const name = 'io.github.alice/weather'
  const policy = { workflow: { repositoryId: '4711', file: '.github/workflows/release.yml', environment: 'release' } }
  const owner = as(registry, ownerOf('io.github.alice'))
  const path = `${EXTENSION}/policy/${encodeURIComponent('io.github.Alice/Weather')}`
  expect(await owner('PUT', path, policy)).toEqual({ status: 200, body: policy })
  expect(await owner('GET', path)).toEqual({ status: 200, body: policy })
  const publishAs = (claims: TokenClaims, version: string) =>
    as(registry, claims)('POST', '/v0.1/publish', serverJson({ name, version }))
  expect((await publishAs(jobOf({ environment: 'release' }), '1.0.0')).status).toBe(200)
  for (const workflow of [
    { environment: 'release', repositoryId: '4712' },
    { environment: 'release', file: '.github/workflows/other.yml' },
    { environment: 'test' },
    {},
  ]) {
    expect(await publishAs(jobOf(workflow), '1.0.1')).toMatchObject({ status: 403, body: { code: 'policy-violated' } })
  }
  expect((await publishAs(ownerOf('io.github.alice'), '1.0.1')).status).toBe(200)
  const job = as(registry, jobOf({ environment: 'release' }))
  expect(await job('DELETE', path), 'a job must not lift its pin').toMatchObject({ status: 403, body: { code: 'forbidden' } })
  expect((await owner('DELETE', path)).status).toBe(200)
  expect(await owner('GET', path)).toMatchObject({ status: 404, body: { code: 'policy-not-found' } })
  expect((await publishAs(jobOf({}), '1.0.2')).status).toBe(200)
})

test('a maintainer that a policy names publishes the server, and neither another one nor its policy', async () => {
  await using registry = await startTestRegistry()
  const [owner, bob] = [as(registry, ownerOf('com.example')), as(registry, ownerOf('io.github.bob'))]
  const path = `${EXTENSION}/policy/${encodeURIComponent('com.example/weather')}`
  const publish = (name: string) => bob('POST', '/v0.1/publish', serverJson({ name }))
  expect((await publish('com.example/weather')).status).toBe(403)
  expect((await owner('PUT', path, { maintainers: ['io.github.Bob'] })).status).toBe(200)
  expect((await publish('com.example/weather')).status).toBe(200)
  expect((await publish('com.example/other')).status).toBe(403)
  expect((await bob('PUT', path, { maintainers: [] })).status).toBe(403)
  expect(await owner('PUT', path, { maintainers: ['no namespace'] })).toMatchObject({
    status: 400,
    body: { code: 'invalid-namespace' },
  })
  expect((await owner('PUT', path, { maintainers: [], workflow: { repositoryId: 'x' } })).status).toBe(422)
})

verifies('edge-35', 'a maintainer whose own namespace was denied changes nothing, whichever token they hold', async () => {
  await using registry = await startTestRegistry()
  const [admin, owner] = [as(registry, ADMIN), as(registry, ownerOf('com.example'))]
  const maintainer: TokenClaims = {
    ...ownerOf('io.github.bob', 'io.github.acme'),
    permissions: ['io.github.bob', 'io.github.acme'].flatMap((namespace) => [
      { action: 'publish' as const, resource: `${namespace}/*` },
      { action: 'edit' as const, resource: `${namespace}/*` },
    ]),
  }
  const bob = as(registry, maintainer)
  const name = 'com.example/weather'
  const path = `/v0.1/servers/${encodeURIComponent(name)}`
  const attempts = (version: string) => [
    () => bob('POST', '/v0.1/publish', serverJson({ name, version })),
    () => bob('PUT', `${path}/versions/1.0.0`, serverJson({ name, description: `Edited for ${version}.` })),
    () => bob('PATCH', `${path}/versions/1.0.0/status`, { status: 'deprecated', statusMessage: version }),
    () => bob('PATCH', `${path}/status`, { status: 'deprecated', statusMessage: `all ${version}` }),
    () => bob('DELETE', `${path}/versions/1.0.0`),
  ]
  const listStatuses = async (version: string) => {
    const statuses = []
    for (const attempt of attempts(version)) {
      const { status, body } = await attempt()
      statuses.push(body['code'] ?? status)
    }
    return statuses
  }
  expect((await owner('POST', '/v0.1/publish', serverJson({ name }))).status).toBe(200)
  const policy = `${EXTENSION}/policy/${encodeURIComponent(name)}`
  expect((await owner('PUT', policy, { maintainers: ['io.github.Bob'] })).status).toBe(200)
  expect(await listStatuses('1.0.1')).toEqual([200, 200, 200, 200, 200])

  await admin('PUT', `${EXTENSION}/denylist/io.github.bob`, { reason: 'Spam.' })
  expect(await listStatuses('1.0.2')).toEqual(Array(5).fill('namespace-denied'))
  expect(await bob('POST', '/v0.1/publish', serverJson({ name, version: '1.0.2' }))).toMatchObject({
    body: { detail: expect.stringContaining('io.github.bob') },
  })
  // By another namespace of theirs that is a maintainer, too.
  await owner('PUT', policy, { maintainers: ['io.github.bob', 'io.github.acme'] })
  expect(await listStatuses('1.0.3')).toEqual([200, 200, 200, 200, 200])
  await owner('PUT', policy, { maintainers: ['io.github.bob'] })
  await admin('DELETE', `${EXTENSION}/denylist/io.github.bob`)
  expect((await bob('POST', '/v0.1/publish', serverJson({ name, version: '1.0.4' }))).status).toBe(200)
})

verifies('edge-35', 'in a denied namespace nothing is shown again, and only an administrator changes the policy', async () => {
  await using registry = await startTestRegistry()
  const name = 'com.example/weather'
  const everything: TokenClaims = {
    ...ownerOf('com.example'),
    permissions: [
      { action: 'publish', resource: '*' },
      { action: 'edit', resource: 'com.example/*' },
    ],
  }
  const root: TokenClaims = { ...ADMIN, permissions: [...ADMIN.permissions, { action: 'publish', resource: '*' }] }
  const [admin, owner] = [as(registry, root), as(registry, everything)]
  const path = `/v0.1/servers/${encodeURIComponent(name)}`
  const policy = `${EXTENSION}/policy/${encodeURIComponent(name)}`
  await owner('POST', '/v0.1/publish', serverJson({ name }))
  await owner('PUT', policy, { maintainers: ['io.github.bob'] })
  await admin('PUT', `${EXTENSION}/denylist/com.example`, { reason: 'Spam.' })
  const tryAll = async (who: ReturnType<typeof as>) => {
    const answers = [
      await who('POST', '/v0.1/publish', serverJson({ name, version: '2.0.0' })),
      await who('PUT', `${path}/versions/1.0.0`, serverJson({ name, description: 'Edited.' })),
      await who('PATCH', `${path}/versions/1.0.0/status`, { status: 'deprecated' }),
      await who('PATCH', `${path}/status`, { status: 'deprecated', statusMessage: 'Old.' }),
      await who('DELETE', `${path}/versions/1.0.0`),
      await who('PUT', policy, { maintainers: ['io.github.eve'] }),
      await who('DELETE', policy),
    ]
    return answers.map(({ status, body }) => body['code'] ?? status)
  }
  expect(await tryAll(owner)).toEqual(Array(7).fill('namespace-denied'))
  expect(await tryAll(as(registry, ownerOf('io.github.bob')))).toEqual(Array(7).fill('namespace-denied'))
  // What is hidden is not shown again piece by piece: the denial is lifted first.
  expect(await tryAll(admin)).toEqual([...Array(4).fill('namespace-denied'), 200, 200, 200])
})

verifies('edge-35', 'a denial counts for a publication whose ownership is being proven when it comes', async () => {
  const [proving, proven] = [createGate(), createGate()]
  const ownership = {
    async prove() {
      proving.open()
      await proven.passed
    },
  }
  await using registry = await startTestRegistry({ ownership })
  const [admin, owner] = [as(registry, ADMIN), as(registry, ownerOf('com.example'))]
  const publishing = owner('POST', '/v0.1/publish', serverJson({ name: 'com.example/weather' }))
  await proving.passed
  await admin('PUT', `${EXTENSION}/denylist/com.example`, { reason: 'Spam.' })
  proven.open()
  expect(await publishing).toMatchObject({ status: 403, body: { code: 'namespace-denied' } })
  expect((await registry.get('/v0.1/servers')).json()).toMatchObject({ servers: [] })
})

test('what publishers do and try is written down, with who, what, which and why not', async () => {
  await using registry = await startTestRegistry()
  const [admin, owner] = [as(registry, ADMIN), as(registry, ownerOf('com.example'))]
  await owner('POST', '/v0.1/publish', serverJson({ name: 'com.example/weather' }))
  await owner('POST', '/v0.1/publish', serverJson({ name: 'com.other/weather' }))
  await owner('POST', '/v0.1/publish?dry_run=true', serverJson({ name: 'com.example/tried' }))
  await owner('DELETE', '/v0.1/servers/com.example%2Fweather/versions/1.0.0')
  await admin('PUT', `${EXTENSION}/denylist/com.spam`, { reason: 'Spam.' })
  const { body } = await admin('GET', `${EXTENSION}/audit`)
  expect(body['entries']).toMatchObject([
    { action: 'publish', subject: 'com.example', serverName: 'com.example/weather', serverVersion: '1.0.0', outcome: 'done' },
    { action: 'publish', serverName: 'com.other/weather', outcome: 'refused', code: 'forbidden', address: '127.0.0.1' },
    { action: 'delete', serverName: 'com.example/weather', serverVersion: '1.0.0', outcome: 'done' },
    { action: 'denylist', subject: 'root', detail: 'com.spam: Spam.', outcome: 'done' },
  ])
  const filtered = await admin('GET', `${EXTENSION}/audit?server=COM.example%2Fweather&limit=1&after=1`)
  expect(filtered.body['entries']).toMatchObject([{ action: 'delete' }])
})

test('the database refuses to change or delete what is written down', async () => {
  await using registry = await startTestRegistry()
  await as(registry, ownerOf('com.example'))('POST', '/v0.1/publish', serverJson({ name: 'com.other/x' }))
  const { db } = registry.store
  await expect(sql`update audit_log set subject = 'nobody'`.execute(db)).rejects.toThrow(/append-only/)
  await expect(sql`delete from audit_log`.execute(db)).rejects.toThrow(/append-only/)
})
