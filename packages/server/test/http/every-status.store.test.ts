import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { InjectOptions } from 'fastify'
import { expect, test } from 'vitest'
import { openFragileStore } from '../harness/open-fragile-store.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { serverPath, startTestRegistry, type TestRegistry } from '../harness/start-test-registry.js'

// Every operation of the API description, with every status that it documents: a status without a way to bring it about fails.

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

interface Call {
  readonly method: Method
  readonly url: string
  readonly body?: object | string
  readonly contentType?: string
  /** The pattern of names that the caller may publish and edit. */
  readonly as?: string | undefined
  readonly headers?: Record<string, string>
}

interface Documented {
  readonly operationId: string
  readonly responses: Record<string, { content?: Record<string, { schema: object }> }>
}

const openapi: { paths: Record<string, Record<string, Documented>> } = JSON.parse(readFileSync('docs/openapi.json', 'utf8'))
const operations = Object.values(openapi.paths).flatMap((methods) => Object.values(methods))

const NAME = 'io.github.alice/weather'
const version = serverPath(NAME, 'versions', '1.0.0')
const as = 'io.github.alice/*'
const extension = '/v0.1/x/io.modelcontextprotocol.registry'
const takedown = `${extension}/takedowns/${encodeURIComponent(NAME)}`
const owners = `${extension}/owners/${encodeURIComponent(NAME)}`
const client = `${extension}/clients/com.microsoft%2Fvscode`
const policy = `${extension}/policy/${encodeURIComponent(NAME)}`

/** A call of each operation that works. */
const CALLS: Record<string, Call> = {
  listServers: { method: 'GET', url: '/v0.1/servers' },
  listServerVersions: { method: 'GET', url: serverPath(NAME, 'versions') },
  getServer: { method: 'GET', url: serverPath(NAME) },
  getServerVersion: { method: 'GET', url: serverPath(NAME, 'versions', 'latest') },
  publishServer: { method: 'POST', url: '/v0.1/publish', body: serverJson({ name: NAME, version: '1.1.0' }), as },
  validateServer: { method: 'POST', url: '/v0.1/validate', body: serverJson() },
  editServer: { method: 'PUT', url: version, body: serverJson({ name: NAME, title: 'Weather' }), as },
  updateServerStatus: { method: 'PATCH', url: `${version}/status`, body: { status: 'deprecated' }, as },
  updateAllServerStatuses: { method: 'PATCH', url: serverPath(NAME, 'status'), body: { status: 'deprecated' }, as },
  deleteServer: { method: 'DELETE', url: version, as },
  createAnonymousToken: { method: 'POST', url: '/v0.1/auth/none' },
  exchangeGithubAccessToken: { method: 'POST', url: '/v0.1/auth/github-at', body: { github_token: 'a' } },
  exchangeGithubOidcToken: { method: 'POST', url: '/v0.1/auth/github-oidc', body: { oidc_token: 'a' } },
  exchangeOidcToken: { method: 'POST', url: '/v0.1/auth/oidc', body: { oidc_token: 'a' } },
  exchangeDnsProof: { method: 'POST', url: '/v0.1/auth/dns', body: {} },
  exchangeHttpProof: { method: 'POST', url: '/v0.1/auth/http', body: {} },
  whoami: { method: 'GET', url: '/v0.1/auth/whoami', as },
  diagnoseDomain: { method: 'POST', url: '/v0.1/auth/diagnose', body: { domain: 'example.com' } },
  getPublisherPolicy: { method: 'GET', url: policy, as },
  setPublisherPolicy: { method: 'PUT', url: policy, body: { maintainers: [] }, as },
  removePublisherPolicy: { method: 'DELETE', url: policy, as },
  listServerOwners: { method: 'GET', url: owners, as },
  addServerOwner: { method: 'PUT', url: `${owners}/io.github.bob`, as },
  removeServerOwner: { method: 'DELETE', url: `${owners}/io.github.bob`, as },
  getDenylist: { method: 'GET', url: `${extension}/denylist`, as: '*' },
  denyNamespace: { method: 'PUT', url: `${extension}/denylist/com.spam`, body: { reason: 'Spam.' }, as: '*' },
  allowNamespace: { method: 'DELETE', url: `${extension}/denylist/alice.spam`, as: '*' },
  listAuditEntries: { method: 'GET', url: `${extension}/audit`, as: '*' },
  listTakedowns: { method: 'GET', url: `${extension}/takedowns`, as: '*' },
  takeDownServer: { method: 'PUT', url: `${takedown}?version=1.0.0`, body: { reason: 'Malware.' }, as: '*' },
  liftTakedown: { method: 'DELETE', url: `${extension}/takedowns/io.github.alice%2Fdown`, as: '*' },
  listClients: { method: 'GET', url: `${extension}/clients` },
  getClient: { method: 'GET', url: client },
  putClient: { method: 'PUT', url: client, body: readFileSync('fixtures/clients/vscode.json', 'utf8'), as: '*' },
  deleteClient: { method: 'DELETE', url: client, as: '*' },
  createBackup: { method: 'POST', url: `${extension}/backup`, as: '*' },
  listChanges: { method: 'GET', url: `${extension}/changes` },
  exportServers: { method: 'GET', url: `${extension}/export` },
  searchServers: { method: 'GET', url: `${extension}/search?q=weather` },
  getStats: { method: 'GET', url: `${extension}/stats` },
  getHealth: { method: 'GET', url: '/v0.1/health' },
  ping: { method: 'GET', url: '/v0.1/ping' },
  getVersion: { method: 'GET', url: '/v0.1/version' },
}

/** How a call is changed to bring about a status, where that is the same for every operation. */
const CHANGES: Record<string, (call: Call) => Call> = {
  200: (call) => call,
  400: (call) => (call.body === undefined ? { ...call, url: call.url.replace('alice', '%zz') } : { ...call, body: '{' }),
  401: (call) => ({ ...call, as: undefined }),
  403: (call) => ({ ...call, as: 'io.github.mallory/*' }),
  404: (call) => ({ ...call, url: call.url.replace('alice', 'nobody'), ...(call.as && { as: '*' }) }),
  413: (call) => ({ ...call, body: ' '.repeat(2 ** 20 + 1) }),
  415: (call) => ({ ...call, contentType: 'text/plain' }),
  422: (call) => (call.method === 'GET' ? { ...call, url: `${call.url}?include_deleted=perhaps` } : { ...call, body: {} }),
  503: (call) => call,
}

/** And where it is not. */
const SPECIAL: Record<string, Record<string, Partial<Call>>> = {
  listServers: { 400: { url: '/v0.1/servers?cursor=made-up' } },
  // Not UTF-8; anything else is what the answer is about.
  validateServer: { 400: { body: '\xff' } },
  publishServer: { 409: { body: serverJson({ name: NAME, title: 'Something else' }) } },
  addServerOwner: { 409: { url: `${extension}/owners/io.github.alice%2Fdown/io.github.bob` } },
  setPublisherPolicy: { 422: { body: { maintainers: 7 } } },
  listChanges: { 410: { url: `${extension}/changes?since=9999` }, 422: { url: `${extension}/changes?limit=0` } },
  searchServers: {
    400: { url: `${extension}/search?cursor=made-up` },
    422: { url: `${extension}/search?q=a&limit=0` },
  },
  listTakedowns: { 422: { url: `${extension}/takedowns?limit=0` } },
  liftTakedown: { 422: { url: `${takedown}?version=${'1'.repeat(256)}` } },
  listAuditEntries: { 422: { url: `${extension}/audit?limit=0` } },
  listClients: { 422: { url: `${extension}/clients?feature=magic` } },
  getClient: {
    400: { url: client.replace('vscode', '%zz') },
    404: { url: client.replace('vscode', 'none') },
  },
  deleteClient: {
    400: { url: client.replace('vscode', '%zz') },
    404: { url: client.replace('vscode', 'none') },
    422: { url: `${client}?reset=perhaps` },
  },
  exportServers: {
    206: { headers: { 'accept-encoding': 'gzip', range: 'bytes=5-' } },
    416: { headers: { 'accept-encoding': 'gzip', range: 'bytes=999999-' } },
  },
}

/** What any request may meet, whichever operation it is for: brought about below, and by whoever tests the listener. */
const COMMON = ['405', '414', '429', '500']

/** What takes a proof of identity, or its absence, is brought about in the tests that have the far side of it: ../identity, and below. */
const ELSEWHERE: Record<string, readonly string[]> = {
  exchangeGithubAccessToken: ['200', '401', '403', '503'],
  exchangeGithubOidcToken: ['200', '401', '403', '503'],
  exchangeOidcToken: ['200', '401', '403', '503'],
  exchangeDnsProof: ['200', '401', '403', '503'],
  exchangeHttpProof: ['200', '401', '403', '503'],
  createAnonymousToken: ['403'],
  diagnoseDomain: ['200'],
  // It would take 64 MiB of documents: ../catalog/publish-server.store.test.ts.
  editServer: ['409'],
  // It would take 10,000 policies: ../identity/owners.store.test.ts.
  setPublisherPolicy: ['409'],
  // It would take 100 changed clients: clients.store.test.ts.
  putClient: ['409'],
  deleteClient: ['409'],
  // Its body is not one JSON value, and it is kept: aggregators.store.test.ts.
  exportServers: ['200', '503'],
  // It is compressed: ../backup/backup.store.test.ts.
  createBackup: ['200'],
}

test('a registry without anonymous access gives nobody a token', async () => {
  await using registry = await startTestRegistry()
  const answer = await registry.inject({ method: 'POST', url: '/v0.1/auth/none' })
  expect(answer.json()).toMatchObject({ status: 403, code: 'auth-method-disabled' })
})

test.each(operations)('$operationId answers with every status that it documents', async ({ operationId, responses }) => {
  await using store = await openFragileStore()
  await using registry = await startTestRegistry({ anonymous: true, store })
  await arrange(registry)
  for (const status of Object.keys(responses).sort(byHarm)) {
    if (COMMON.includes(status) || ELSEWHERE[operationId]?.includes(status)) continue
    if (status === '503') store.cut()
    const answer = await bringAbout(registry, operationId, status)
    store.heal()
    expect(answer.statusCode, `${status}: ${answer.body}`).toBe(Number(status))
    for (const [type, { schema }] of Object.entries(responses[status]?.content ?? {})) {
      expect(answer.headers['content-type']).toContain(type)
      const values = type === 'application/x-ndjson' ? answer.body.trim().split('\n') : [answer.body]
      for (const value of values) expect(explainMisfit(schema, JSON.parse(value))).toBeUndefined()
    }
    if (status === '401') expect(answer.headers['www-authenticate']).toBe('Bearer')
  }
})

test.each(operations)('$operationId documents what any request may be refused with', ({ responses }) => {
  expect(COMMON.filter((status) => !(status in responses))).toEqual([])
})

test('every operation is refused with 405, 429 and 500 in the form that it documents', async () => {
  await using failing = await startTestRegistry()
  failing.app.addHook('preValidation', (request, _reply, done) =>
    done(request.is404 ? undefined : new Error('The reason is not shown.')),
  )
  await using limited = await startTestRegistry({ env: ONE_A_MINUTE })
  for (const [nth, { operationId, responses }] of operations.entries()) {
    const call = CALLS[operationId] ?? { method: 'GET', url: '/' }
    // Limits do not hold for this machine itself.
    const client = { remoteAddress: `192.0.2.${nth}` }
    await send(limited, call, client)
    const refusals = {
      405: await send(failing, call, { method: 'TRACE' }),
      429: await send(limited, call, client),
      500: await send(failing, call),
    }
    expect(refusals[405].json().code, operationId).toBe('method-not-allowed')
    expect(refusals[405].headers['allow'], operationId).toContain(call.method)
    expect(refusals[429].json().code, operationId).toBe('rate-limited')
    expect(Number(refusals[429].headers['retry-after']), operationId).toBeGreaterThan(0)
    expect(refusals[500].json().code, operationId).toBe('internal')
    expect(refusals[500].body, operationId).not.toContain('The reason')
    for (const [status, refusal] of Object.entries(refusals)) {
      expect(refusal.statusCode, operationId).toBe(Number(status))
      const { schema } = responses[status]?.content?.['application/problem+json'] ?? {}
      expect(schema && explainMisfit(schema, refusal.json()), operationId).toBeUndefined()
    }
  }
})

const ONE_A_MINUTE = Object.fromEntries(
  ['READS', 'SEARCH', 'PUBLISH', 'AUTH'].map((budget) => [`MCP_REGISTRY_RATE_LIMIT_${budget}`, '1']),
)

/** Refusals change nothing, success does, and what was read once is answered without the database. */
function byHarm(a: string, b: string): number {
  const order = ['4', '5', '3', '2']
  const rank = (status: string) => order.findIndex((start) => status.startsWith(start))
  return rank(a) - rank(b)
}

async function arrange(registry: TestRegistry): Promise<void> {
  const alice = registry.actingAs('io.github.alice')
  const published = await alice.publish(serverJson({ name: NAME }))
  expect(published.statusCode, published.body).toBe(200)
  await alice.send('PUT', policy, { maintainers: [] })
  const admin = registry.actingAs([{ action: 'edit', resource: '*' }])
  await admin.send('PUT', `${extension}/denylist/alice.spam`, { reason: 'Spam.' })
  await alice.publish(serverJson({ name: 'io.github.alice/down' }))
  await alice.send('PUT', `${extension}/policy/io.github.alice%2Fdown`, {
    maintainers: Array.from({ length: 50 }, (_, nth) => `com.owner-${nth}`),
  })
  await admin.send('PUT', `${extension}/takedowns/io.github.alice%2Fdown`, { reason: 'Malware.' })
}

async function bringAbout(registry: TestRegistry, operationId: string, status: string) {
  const call = CALLS[operationId]
  if (call === undefined) throw new Error(`This test does not know how to call ${operationId}.`)
  if (status === '304') {
    const { headers } = await send(registry, call)
    return send(registry, { ...call, headers: { 'if-none-match': String(headers['etag']) } })
  }
  const special = SPECIAL[operationId]?.[status]
  const change = special ? (each: Call) => ({ ...each, ...special }) : CHANGES[status]
  if (change === undefined) throw new Error(`This test does not know how to bring about ${status} of ${operationId}.`)
  return send(registry, change(call))
}

async function send(
  registry: TestRegistry,
  { method, url, body, contentType, as: pattern, headers }: Call,
  more: InjectOptions = {},
) {
  const caller = registry.actingAs(
    (['publish', 'edit'] as const).flatMap((action) => (pattern === undefined ? [] : [{ action, resource: pattern }])),
  )
  return registry.inject({
    method,
    url,
    headers: {
      ...headers,
      ...(pattern !== undefined && { authorization: `Bearer ${await caller.token()}` }),
      ...(body !== undefined && { 'content-type': contentType ?? 'application/json' }),
    },
    ...(body !== undefined && { payload: typeof body === 'string' ? Buffer.from(body, 'latin1') : JSON.stringify(body) }),
    ...more,
  })
}

const ajv = new Ajv2020({ strict: false, allErrors: true })
addFormats.default(ajv)
ajv.addSchema(openapi, 'openapi.json')

function explainMisfit(schema: object, value: unknown): string | undefined {
  const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi.json#/'))
  return ajv.validate(absolute, value) ? undefined : ajv.errorsText()
}
