import { sql } from 'kysely'
import { expect, inject, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { authorizeAgain } from '../../src/identity/authorize.js'
import type { TokenClaims } from '../../src/identity/tokens.js'
import { as, ownerOf } from '../harness/as.js'
import { createGate } from '../harness/create-gate.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { serverPath, startTestRegistry, type TestRegistry } from '../harness/start-test-registry.js'

const EXTENSION = '/v0.1/x/io.modelcontextprotocol.registry'
const NAME = 'io.github.acme/kite'
const OWNERS = `${EXTENSION}/owners/${encodeURIComponent(NAME)}`
const BOB = `${OWNERS}/io.github.bob`
const POLICY = `${EXTENSION}/policy/${encodeURIComponent(NAME)}`
const ADMIN: TokenClaims = { method: 'oidc', subject: 'root', permissions: [{ action: 'edit', resource: '*' }] }
const WORKFLOW = { repository: 'bob/kite', repositoryId: '4711', file: '.github/workflows/release.yml' }

function job(namespace: string): TokenClaims {
  return { ...ownerOf(namespace), method: 'github-oidc', workflow: WORKFLOW }
}

function may(action: 'publish' | 'edit', ...resources: readonly string[]): TokenClaims {
  return { ...ownerOf(), permissions: resources.map((resource) => ({ action, resource })) }
}

async function startWithOwner(options?: Parameters<typeof startTestRegistry>[0]): Promise<TestRegistry> {
  const registry = await startTestRegistry(options)
  expect(await as(registry, ownerOf('io.github.acme'))('PUT', BOB)).toMatchObject({ status: 200, body: { changed: true } })
  return registry
}

function publish(registry: TestRegistry, claims: TokenClaims, name = NAME, version = '1.0.0') {
  return as(registry, claims)('POST', '/v0.1/publish', serverJson({ name, version }))
}

const withMethod = (method: TokenClaims['method']): TokenClaims => ({ ...ownerOf('io.github.bob'), method })

verifies(
  'owners:added-owner-publishes',
  'an added owner publishes and changes the status, by any login, of exactly this server',
  async () => {
    await using registry = await startWithOwner()
    const logins = [ownerOf('io.github.Bob'), job('io.github.bob'), withMethod('oidc'), withMethod('dns'), may('publish', '*')]
    for (const [nth, claims] of logins.entries()) {
      expect((await publish(registry, claims, NAME, `1.0.${nth}`)).status, claims.method).toBe(200)
    }
    const bob = as(registry, ownerOf('io.github.bob'))
    expect((await bob('PATCH', serverPath(NAME, 'versions', '1.0.0', 'status'), { status: 'deprecated' })).status).toBe(200)
    expect((await bob('PATCH', serverPath(NAME, 'status'), { status: 'deprecated', statusMessage: 'Old.' })).status).toBe(200)
    expect((await bob('DELETE', serverPath(NAME, 'versions', '1.0.0'))).status).toBe(200)
    for (const name of ['io.github.acme/kite2', 'io.github.acme/kit', 'io.github.acme.kite/x']) {
      expect((await publish(registry, ownerOf('io.github.bob'), name)).status, name).toBe(403)
    }
    expect((await publish(registry, ownerOf('io.github.bobby'), NAME, '2.0.0')).status).toBe(403)
  },
)

verifies('owners:added-owner-publishes', 'an added owner edits only with a token that edits in its own namespace', async () => {
  await using registry = await startWithOwner()
  await publish(registry, ownerOf('io.github.bob'))
  const edit = async (claims: TokenClaims) =>
    (await as(registry, claims)('PUT', serverPath(NAME, 'versions', '1.0.0'), serverJson({ name: NAME, title: 'Kite' }))).status
  expect(await edit(ownerOf('io.github.bob'))).toBe(403)
  expect(await edit(may('edit', 'io.github.bob/*'))).toBe(200)
})

test.each([
  ['one server of the namespace', may('publish', 'io.github.bob/x')],
  ['the namespaces below it', may('publish', 'io.github.bob.*')],
  ['a namespace that begins alike', may('publish', 'io.github.bob-evil/*', 'io.github/*')],
  ['nothing', may('publish')],
])('a token for %s gains nothing from the ownership of a namespace', async (_what, claims) => {
  await using registry = await startWithOwner()
  for (const answer of [
    await publish(registry, claims),
    await as(registry, claims)('GET', OWNERS),
    await as(registry, claims)('DELETE', BOB),
    await as(registry, claims)('PUT', `${OWNERS}/io.github.eve`),
  ]) {
    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  }
})

verifies(
  'owners:only-the-namespace-adds',
  'only a token for the whole namespace of the server, or an administrator, adds owners',
  async () => {
    await using registry = await startWithOwner()
    const refused: [string, TokenClaims][] = [
      ['an added owner', ownerOf('io.github.bob')],
      ['a stranger', ownerOf('io.github.eve')],
      ['a token for the server alone', may('publish', NAME)],
      ['a job of the namespace', job('io.github.acme')],
      ['a token for the namespaces below', may('publish', 'io.github.acme.*')],
    ]
    for (const [who, claims] of refused) {
      const send = as(registry, claims)
      for (const [method, url, body] of [
        ['PUT', `${OWNERS}/io.github.eve`],
        ['DELETE', `${OWNERS}/io.github.carol`],
        ['PUT', POLICY, { maintainers: ['io.github.eve'] }],
      ] as const) {
        expect(await send(method, url, body), `${who}: ${method}`).toMatchObject({ status: 403, body: { code: 'forbidden' } })
      }
    }
    expect(await as(registry, job('io.github.bob'))('DELETE', BOB), 'a job of the added owner').toMatchObject({ status: 403 })
    const permitted = [ADMIN, may('edit', 'io.github.acme/*'), may('publish', 'io.github.*')]
    for (const [nth, claims] of permitted.entries()) {
      expect(await as(registry, claims)('PUT', `${OWNERS}/io.github.carol-${nth}`)).toMatchObject({ body: { changed: true } })
    }
  },
)

verifies('owners:idempotent', 'owners are listed by all of them, and adding or removing one again changes nothing', async () => {
  await using registry = await startTestRegistry()
  const acme = as(registry, ownerOf('io.github.acme'))
  const bob = as(registry, ownerOf('io.github.bob'))
  const listed = (...owners: string[]) => ({ status: 200, body: { name: NAME, namespace: 'io.github.acme', owners } })
  const changed = (owner: string, isChanged: boolean) => ({ status: 200, body: { name: NAME, owner, changed: isChanged } })
  expect(await acme('GET', OWNERS), 'the server does not exist').toEqual(listed())
  expect(await acme('PUT', `${OWNERS}/io.github.Bob`)).toEqual(changed('io.github.bob', true))
  expect(await acme('PUT', `${OWNERS.replace('kite', 'KITE')}/io.github.bOb`)).toMatchObject({ body: { changed: false } })
  expect(await acme('PUT', `${OWNERS}/com.example`)).toEqual(changed('com.example', true))
  expect(await bob('GET', OWNERS)).toEqual(listed('io.github.bob', 'com.example'))
  expect(await bob('DELETE', `${OWNERS}/io.github.BOB`), 'it removes itself').toEqual(changed('io.github.bob', true))
  expect(await bob('DELETE', BOB)).toEqual(changed('io.github.bob', false))
  expect((await bob('GET', OWNERS)).status).toBe(403)
  expect(await acme('DELETE', BOB)).toEqual(changed('io.github.bob', false))
  expect(await acme('GET', OWNERS)).toEqual(listed('com.example'))
  expect(await acme('PUT', `${OWNERS}/io.github.acme`), 'its own namespace').toEqual(changed('io.github.acme', false))
  expect(await acme('DELETE', `${OWNERS}/IO.github.acme`)).toMatchObject({ status: 400, body: { code: 'rule-violated' } })
  await acme('DELETE', `${OWNERS}/com.example`)
  expect(await registry.store.db.selectFrom('publisher_policies').selectAll().execute()).toEqual([])
})

verifies(
  'owners:removal-at-once',
  'a removal counts for current tokens, and for a publication whose ownership is being proven',
  async () => {
    const [proving, proven] = [createGate(), createGate()]
    const ownership = {
      async prove() {
        proving.open()
        await proven.passed
      },
    }
    await using registry = await startWithOwner({ ownership })
    const publishing = publish(registry, ownerOf('io.github.bob'))
    await proving.passed
    await as(registry, ownerOf('io.github.acme'))('DELETE', BOB)
    proven.open()
    expect(await publishing).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    expect((await registry.get('/v0.1/servers')).json()).toMatchObject({ servers: [] })
  },
)

// The embedded engine has one connection: a removal cannot meet an open transaction.
test.skipIf(inject('database').engine === 'pglite')(
  'a removal waits for the transaction of a publication by the owner, so that none commits after it',
  async () => {
    await using registry = await startWithOwner()
    const { store } = registry
    const { permissions, method, subject } = ownerOf('io.github.bob')
    const publisher = { permissions, method, subject, expiresAt: new Date(0) }
    await store.transaction(async (tx) => {
      await authorizeAgain(tx, publisher, 'publish', NAME)
      const removing = store.db.selectFrom('publisher_policies').selectAll().forUpdate().noWait().execute()
      await expect(removing).rejects.toThrow(/lock/)
    })
  },
)

test.each([
  'io.github.*',
  '*',
  'io.github.bob/*',
  'io.github.bob/kite',
  'io..bob',
  '.io',
  'io.github.bob\0',
  'io.github.b\u00f6b',
  '__proto__',
  'x'.repeat(199),
  ' ',
])('%j cannot be an owner', async (namespace) => {
  await using registry = await startTestRegistry()
  const acme = as(registry, ownerOf('io.github.acme'))
  for (const method of ['PUT', 'DELETE'] as const) {
    expect(await acme(method, `${OWNERS}/${encodeURIComponent(namespace)}`)).toMatchObject({
      status: 400,
      body: { code: 'invalid-namespace' },
    })
  }
})

test.each([
  'io.github.acme',
  'io.github.acme/a/b',
  'io.github.acme/a\0',
  '*',
  'io.github.acme/*',
  `io.github.acme/${'x'.repeat(200)}`,
])('a server named %j has no owners', async (name) => {
  await using registry = await startTestRegistry()
  const owners = `${EXTENSION}/owners/${encodeURIComponent(name)}`
  const admin = as(registry, ADMIN)
  for (const answer of [
    await admin('GET', owners),
    await admin('PUT', `${owners}/io.github.bob`),
    await admin('DELETE', `${owners}/io.github.bob`),
  ]) {
    expect(answer).toMatchObject({ status: 400, body: { code: 'rule-violated' } })
  }
})

verifies('edge-35', 'neither a denied owner nor an owner of a denied server acts, and takedowns hold', async () => {
  await using registry = await startWithOwner()
  const [admin, bob] = [as(registry, ADMIN), as(registry, ownerOf('io.github.bob'))]
  await publish(registry, ownerOf('io.github.acme'))
  const tryAll = async () =>
    [
      await publish(registry, ownerOf('io.github.bob'), NAME, '2.0.0'),
      await bob('DELETE', serverPath(NAME, 'versions', '1.0.0')),
      await bob('GET', OWNERS),
    ].map(({ body }) => body['code'])
  await admin('PUT', `${EXTENSION}/denylist/io.github.bob`, { reason: 'Spam.' })
  expect(await tryAll()).toEqual(Array(3).fill('namespace-denied'))
  expect((await bob('DELETE', BOB)).status, 'nor removes itself').toBe(403)
  await admin('DELETE', `${EXTENSION}/denylist/io.github.bob`)
  await admin('PUT', `${EXTENSION}/denylist/io.github.acme`, { reason: 'Spam.' })
  expect(await tryAll()).toEqual(Array(3).fill('namespace-denied'))
  expect(await bob('DELETE', BOB)).toMatchObject({ body: { code: 'namespace-denied' } })
  expect(await as(registry, ownerOf('io.github.acme'))('PUT', `${OWNERS}/com.example`)).toMatchObject({
    body: { code: 'namespace-denied' },
  })
  await admin('DELETE', `${EXTENSION}/denylist/io.github.acme`)
  await admin('PUT', `${EXTENSION}/takedowns/${encodeURIComponent(NAME)}`, { reason: 'Malware.' })
  expect(await publish(registry, ownerOf('io.github.bob'), NAME, '2.0.0')).toMatchObject({ body: { code: 'taken-down' } })
})

verifies('edge-25', 'an added owner publishes a name in any case, and no second spelling of it', async () => {
  await using registry = await startWithOwner()
  expect((await publish(registry, ownerOf('io.github.bob'), 'io.github.Acme/Kite')).status).toBe(200)
  expect(await publish(registry, ownerOf('io.github.bob'), NAME, '2.0.0')).toMatchObject({
    status: 409,
    body: { code: 'name-spelling-conflict' },
  })
})

test('a server has at most 50 added owners', async () => {
  await using registry = await startTestRegistry()
  const acme = as(registry, ownerOf('io.github.acme'))
  await acme('PUT', POLICY, { maintainers: Array.from({ length: 50 }, (_, nth) => `com.owner-${nth}`) })
  expect(await acme('PUT', BOB)).toMatchObject({ status: 409, body: { code: 'too-many-owners' } })
  expect((await acme('PUT', `${OWNERS}/com.owner-7`)).status, 'one of them again').toBe(200)
  await acme('DELETE', `${OWNERS}/com.owner-7`)
  expect((await acme('PUT', BOB)).status).toBe(200)
})

test('at most 10,000 servers of a namespace have added owners or a policy', async () => {
  await using registry = await startTestRegistry()
  const acme = as(registry, ownerOf('io.github.acme', 'io.github.acme0', 'io.github.acm'))
  await sql`
    insert into publisher_policies (folded_name, policy, updated_at, updated_by)
    select 'io.github.acme/s' || nth, '{}', now(), 'test' from generate_series(1, 10000) as nth`.execute(registry.store.db)
  const refusal = { status: 409, body: { code: 'too-many-policies' } }
  expect(await acme('PUT', BOB)).toMatchObject(refusal)
  expect(await acme('PUT', POLICY, { maintainers: [] })).toMatchObject(refusal)
  expect((await acme('DELETE', BOB)).status, 'there is nothing to remove').toBe(200)
  for (const name of ['io.github.acme/s1', 'io.github.acme0/x', 'io.github.acm/x']) {
    expect((await acme('PUT', `${EXTENSION}/owners/${encodeURIComponent(name)}/com.example`)).status, name).toBe(200)
  }
})

test('owners are the maintainers of the policy, whose pin they leave as it is', async () => {
  await using registry = await startTestRegistry()
  const acme = as(registry, ownerOf('io.github.acme'))
  const workflow = { repositoryId: '4711' }
  await acme('PUT', POLICY, { workflow })
  await acme('PUT', BOB)
  expect(await acme('GET', POLICY)).toEqual({ status: 200, body: { workflow, maintainers: ['io.github.bob'] } })
  const other = { ...job('io.github.bob'), workflow: { ...WORKFLOW, repositoryId: '4712' } }
  expect(await publish(registry, other)).toMatchObject({ status: 403, body: { code: 'policy-violated' } })
  expect((await publish(registry, job('io.github.bob'))).status).toBe(200)
  await acme('DELETE', BOB)
  expect(await acme('GET', POLICY)).toEqual({ status: 200, body: { workflow } })
})

test('of owners that are added at the same time none is lost', async () => {
  await using registry = await startTestRegistry()
  const acme = as(registry, ownerOf('io.github.acme'))
  const names = Array.from({ length: 12 }, (_, nth) => `com.owner-${nth}`)
  await Promise.all(names.map((name) => acme('PUT', `${OWNERS}/${name}`)))
  const { body } = await acme('GET', OWNERS)
  expect((body['owners'] as string[]).toSorted()).toEqual(names.toSorted())
})

verifies('edge-58', 'added and removed owners are recorded, and refused attempts', async () => {
  await using registry = await startTestRegistry()
  const [acme, bob] = [as(registry, ownerOf('io.github.acme')), as(registry, ownerOf('io.github.bob'))]
  await acme('PUT', BOB)
  await bob('PUT', `${OWNERS}/io.github.eve`)
  await bob('DELETE', BOB)
  expect((await as(registry, ADMIN)('GET', `${EXTENSION}/audit`)).body['entries']).toMatchObject([
    { action: 'owner-add', subject: 'io.github.acme', serverName: NAME, detail: 'io.github.bob', outcome: 'done' },
    { action: 'owner-add', subject: 'io.github.bob', serverName: NAME, outcome: 'refused', code: 'forbidden' },
    { action: 'owner-remove', subject: 'io.github.bob', serverName: NAME, detail: 'io.github.bob', outcome: 'done' },
  ])
})

test('the refusal of a publication names the command that adds its publisher', async () => {
  await using registry = await startTestRegistry()
  const refusal = await publish(registry, ownerOf('io.github.bob'))
  expect(refusal.body['detail']).toMatch(
    / An owner of io\.github\.acme can also let io\.github\.bob publish this server: mcp-publisher owner add io\.github\.acme\/kite io\.github\.bob$/,
  )
  for (const [claims, name] of [
    [may('publish', 'io.github.bob/x'), NAME],
    [{ ...ownerOf('io.modelcontextprotocol.anonymous'), method: 'none' }, NAME],
    [ownerOf('io.github.bob'), 'io.github.acme/kite; rm -rf'],
  ] as const) {
    expect((await publish(registry, claims, name)).body['detail']).not.toContain('owner add')
  }
})
