import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { type Attempt, withAudit } from '../../src/audit/audit-log.js'
import type { TokenClaims } from '../../src/identity/tokens.js'
import { failAuditLog } from '../harness/fail-audit-log.js'
import { collectLog } from '../harness/collect-log.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startTestRegistry, type TestRegistry } from '../harness/start-test-registry.js'

const EXTENSION = '/v0.1/x/io.modelcontextprotocol.registry'
const NAME = 'com.example/weather'
const SERVER = `/v0.1/servers/${encodeURIComponent(NAME)}`
const POLICY = `${EXTENSION}/policy/${encodeURIComponent(NAME)}`
const OWNERS = `${EXTENSION}/owners/${encodeURIComponent(NAME)}`
const EVERYTHING: TokenClaims['permissions'] = [
  { action: 'publish', resource: '*' },
  { action: 'edit', resource: '*' },
]
// Beyond what a database can compress into an index row.
const LONG = randomBytes(3_000).toString('base64url').slice(0, 4_000)

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

async function send(registry: TestRegistry, claims: Partial<TokenClaims>, method: Method, url: string, payload?: object) {
  const { registry_token: token } = await registry.services.tokens.issue({
    method: 'oidc',
    subject: 'root',
    permissions: EVERYTHING,
    ...claims,
  })
  const answer = await registry.inject({
    method,
    url,
    headers: { authorization: `Bearer ${token}` },
    ...(payload && { payload }),
  })
  const isJson = String(answer.headers['content-type']).includes('json')
  return { status: answer.statusCode, body: isJson ? answer.json<Record<string, unknown>>() : {} }
}

async function listRecords(registry: TestRegistry, query = ''): Promise<unknown> {
  const { status, body } = await send(registry, {}, 'GET', `${EXTENSION}/audit${query}`)
  expect(status).toBe(200)
  return body['entries']
}

verifies(
  'edge-58',
  'a refused attempt with a name of 4 kB is recorded, with the length of the name, and found by it',
  async () => {
    await using registry = await startTestRegistry()
    const name = `com.example/${LONG}`
    const claims = { permissions: [{ action: 'publish' as const, resource: 'com.other/*' }] }
    expect((await send(registry, claims, 'POST', '/v0.1/publish', { name, version: LONG })).status).toBe(422)
    const record = {
      action: 'publish',
      outcome: 'refused',
      code: 'invalid-document',
      serverName: `${name.slice(0, 255)}… (${name.length} characters)`,
      serverVersion: `${LONG.slice(0, 255)}… (4000 characters)`,
    }
    expect(await listRecords(registry)).toMatchObject([record])
    expect(await listRecords(registry, `?server=${name.toUpperCase()}`)).toMatchObject([record])
  },
)

verifies('edge-58', 'a change by a subject of 4 kB is made and recorded, and found by the subject', async () => {
  await using registry = await startTestRegistry()
  await registry.actingAs('com.example').publish(serverJson({ name: NAME }))
  const changed = await send(registry, { subject: LONG }, 'PATCH', `${SERVER}/versions/1.0.0/status`, { status: 'deprecated' })
  expect(changed.status).toBe(200)
  expect(await listRecords(registry, `?subject=${LONG}`)).toMatchObject([
    { action: 'status', outcome: 'done', subject: `${LONG.slice(0, 255)}… (4000 characters)`, detail: 'deprecated' },
  ])
})

test('a parameter that the operation does not have is not recorded', async () => {
  await using registry = await startTestRegistry()
  await registry.actingAs('com.example').publish(serverJson({ name: NAME }))
  const changed = await send(registry, {}, 'PATCH', `${SERVER}/status?version=1.0.0`, { status: 'deprecated' })
  expect(changed.status).toBe(200)
  const [record] = (await listRecords(registry, '?subject=root')) as object[]
  expect(record).toMatchObject({ action: 'status', serverName: NAME })
  expect(record).not.toHaveProperty('serverVersion')
})

verifies('edge-58', 'NUL and half a character in what is recorded are replaced', async () => {
  await using registry = await startTestRegistry()
  await send(registry, { permissions: [] }, 'POST', '/v0.1/publish', { name: 'com.example/a\0b', version: '1\uD800' })
  expect(await listRecords(registry)).toMatchObject([{ serverName: 'com.example/a\uFFFDb', serverVersion: '1\uFFFD' }])
})

verifies('edge-58', 'of a token with hundreds of permissions a hundred are recorded, and how many more there were', async () => {
  await using registry = await startTestRegistry()
  const permissions = Array.from({ length: 500 }, (_, nth) => ({
    action: 'publish' as const,
    resource: `io.github.org-${nth}/*`,
  }))
  await send(registry, { permissions }, 'POST', '/v0.1/publish', serverJson({ name: NAME }))
  expect(await listRecords(registry)).toMatchObject([{ permissions: permissions.slice(0, 100), omittedPermissions: 400 }])
})

test('a record whose permissions an earlier release has cut off is shown without them', async () => {
  await using registry = await startTestRegistry()
  await sql`
    insert into audit_log (at, request_id, address, permissions, action, outcome)
    values (now(), 'id', '127.0.0.1', '[{"action":"publish","resource":"io.gith', 'publish', 'done')`.execute(registry.store.db)
  expect(await listRecords(registry)).toEqual([
    { id: 1, at: expect.any(String), requestId: 'id', address: '127.0.0.1', action: 'publish', outcome: 'done' },
  ])
})

const DOWN = 'com.example/down'
const CLIENT = `${EXTENSION}/clients/com.microsoft%2Fvscode`

/** For each route by which a publisher changes something, a request that does, once the server, its policy and a denial are there. */
const CHANGES: Readonly<Record<string, readonly [url: string, body?: object]>> = {
  'POST /v0.1/publish': ['/v0.1/publish', serverJson({ name: NAME, version: '2.0.0' })],
  'PUT /v0.1/servers/:serverName/versions/:version': [
    `${SERVER}/versions/1.0.0`,
    serverJson({ name: NAME, description: 'Edited.' }),
  ],
  'PATCH /v0.1/servers/:serverName/versions/:version/status': [`${SERVER}/versions/1.0.0/status`, { status: 'deprecated' }],
  'PATCH /v0.1/servers/:serverName/status': [`${SERVER}/status`, { status: 'deprecated', statusMessage: 'Old.' }],
  'DELETE /v0.1/servers/:serverName/versions/:version': [`${SERVER}/versions/1.0.0`],
  [`PUT ${EXTENSION}/policy/:serverName`]: [POLICY, { maintainers: ['io.github.eve'] }],
  [`DELETE ${EXTENSION}/policy/:serverName`]: [POLICY],
  [`PUT ${EXTENSION}/owners/:serverName/:namespace`]: [`${OWNERS}/io.github.carol`],
  [`DELETE ${EXTENSION}/owners/:serverName/:namespace`]: [`${OWNERS}/io.github.bob`],
  [`PUT ${EXTENSION}/denylist/:namespace`]: [`${EXTENSION}/denylist/com.spam`, { reason: 'Spam.' }],
  [`DELETE ${EXTENSION}/denylist/:namespace`]: [`${EXTENSION}/denylist/com.denied`],
  [`PUT ${EXTENSION}/clients/:clientId`]: [CLIENT, JSON.parse(readFileSync('fixtures/clients/vscode.json', 'utf8'))],
  [`DELETE ${EXTENSION}/clients/:clientId`]: [CLIENT],
  [`POST ${EXTENSION}/backup`]: [`${EXTENSION}/backup`],
  [`DELETE ${EXTENSION}/takedowns/:serverName`]: [`${EXTENSION}/takedowns/${encodeURIComponent(DOWN)}`],
  // Last, since nothing of the server can be changed afterwards.
  [`PUT ${EXTENSION}/takedowns/:serverName`]: [`${EXTENSION}/takedowns/${encodeURIComponent(NAME)}`, { reason: 'Malware.' }],
}

async function change(registry: TestRegistry, route: string): Promise<number> {
  const [url, body] = CHANGES[route] ?? expect.fail(`no request for ${route}`)
  return (await send(registry, {}, route.split(' ', 1)[0] as Method, url, body)).status
}

async function startFilledRegistry(): Promise<TestRegistry> {
  const registry = await startTestRegistry()
  await send(registry, {}, 'POST', '/v0.1/publish', serverJson({ name: NAME }))
  await send(registry, {}, 'PUT', POLICY, { maintainers: ['io.github.bob'] })
  await send(registry, {}, 'PUT', `${EXTENSION}/denylist/com.denied`, { reason: 'Spam.' })
  await send(registry, {}, 'POST', '/v0.1/publish', serverJson({ name: DOWN }))
  await send(registry, {}, 'PUT', `${EXTENSION}/takedowns/${encodeURIComponent(DOWN)}`, { reason: 'Malware.' })
  return registry
}

/** Everything that the changes could change. */
async function readState({ store: { db } }: TestRegistry): Promise<unknown> {
  return [
    await db.selectFrom('versions').selectAll().orderBy('name').orderBy('version').execute(),
    await db.selectFrom('publisher_policies').selectAll().execute(),
    await db.selectFrom('denied_namespaces').selectAll().orderBy('namespace').execute(),
    await db.selectFrom('change_clock').selectAll().execute(),
    await db.selectFrom('client_descriptions').selectAll().execute(),
  ]
}

verifies('edge-58', 'no change is made whose success the audit log does not take', async () => {
  await using registry = await startFilledRegistry()
  const routes = registry.app.routeTable.routes
    .filter(({ access, method, url }) => access === 'publisher' && !['GET', 'HEAD'].includes(method) && url.startsWith('/v0.1/'))
    .map(({ method, url }) => `${method} ${url}`)
  expect(Object.keys(CHANGES).toSorted()).toEqual(routes.toSorted())
  const before = await readState(registry)
  {
    await using _failing = await failAuditLog(registry.store)
    for (const route of routes) {
      expect([route, await change(registry, route)]).toEqual([route, 500])
      expect(await readState(registry), route).toEqual(before)
    }
  }
  for (const route of Object.keys(CHANGES)) expect([route, await change(registry, route)]).toEqual([route, 200])
})

verifies('edge-58', 'each change is recorded once, also one that repeats itself', async () => {
  await using registry = await startFilledRegistry()
  const before = (await registry.store.db.selectFrom('audit_log').select('id').execute()).length
  const route = 'DELETE /v0.1/servers/:serverName/versions/:version'
  for (let time = 0; time < 2; time++) expect(await change(registry, route)).toBe(200)
  expect(await listRecords(registry, `?after=${before}`)).toMatchObject([
    { action: 'delete', outcome: 'done' },
    { action: 'delete', outcome: 'done' },
  ])
  // What changes nothing is a refusal here, and no success.
  const status = () => send(registry, {}, 'PATCH', `${SERVER}/versions/1.0.0/status`, { status: 'deleted' })
  expect((await status()).body).toMatchObject({ code: 'no-changes' })
  expect(await listRecords(registry, `?after=${before + 2}`)).toMatchObject([{ action: 'status', outcome: 'refused' }])
})

verifies('edge-58', 'the status that an edit sets, and a policy as a whole, are recorded', async () => {
  await using registry = await startFilledRegistry()
  const before = (await registry.store.db.selectFrom('audit_log').select('id').execute()).length
  const policy = { maintainers: Array.from({ length: 50 }, (_, nth) => `io.github.${'x'.repeat(180)}${nth}`) }
  await send(registry, {}, 'PUT', `${SERVER}/versions/1.0.0?status=deleted`, serverJson({ name: NAME }))
  await send(registry, {}, 'PUT', POLICY, policy)
  expect(await listRecords(registry, `?after=${before}`)).toMatchObject([
    { action: 'edit', outcome: 'done', detail: 'deleted' },
    { action: 'policy', outcome: 'done', detail: JSON.stringify(policy) },
  ])
})

verifies('edge-58', 'a refusal that cannot be recorded is still the response, is logged in full, and is counted', async () => {
  const { lines, log } = collectLog()
  await using registry = await startTestRegistry({ log })
  const claims = { subject: 'eve', permissions: [{ action: 'publish' as const, resource: 'com.other/*' }] }
  await using _failing = await failAuditLog(registry.store)
  const refused = await send(registry, claims, 'POST', '/v0.1/publish', serverJson({ name: NAME }))
  expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  const logged = lines.map((line) => JSON.parse(line) as Record<string, unknown>).find(({ attempt }) => attempt !== undefined)
  expect(logged).toMatchObject({
    level: 50,
    err: { message: 'the audit log is full' },
    attempt: { action: 'publish', subject: 'eve', server_name: NAME, outcome: 'refused', code: 'forbidden' },
  })
  expect((await registry.get('/metrics')).body).toContain('mcp_registry_audit_failures_total 1\n')
})

test('a success that nothing has recorded is a fault', async () => {
  await using registry = await startTestRegistry()
  const attempt: Attempt = {
    action: 'publish',
    publisher: { method: 'none', subject: 'test', permissions: [] },
    requestId: 'id',
    address: '127.0.0.1',
  }
  const services = { ...registry.services, log: pino({ level: 'silent' }) }
  await expect(withAudit(services, attempt, async () => 'done')).rejects.toThrow('without a record')
})
