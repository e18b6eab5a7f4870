import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { expect } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { answerWith } from '@mcp-registry/testkit/upstreams/start-upstream'
import { startIdentityRegistry } from '../identity/start-identity-registry.js'

interface RecordedRequest {
  readonly command: string
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly status: number
}

/** What the official command sent, recorded by `scripts/src/record-official-publisher.ts`. */
const recording: {
  readonly client: string
  readonly domain: { readonly name: string; readonly dns: string; readonly http: string }
  readonly requests: readonly RecordedRequest[]
} = JSON.parse(readFileSync(new URL('../../../../fixtures/official-publisher.json', import.meta.url), 'utf8'))

const text = { type: 'string' }
/** A time that Go's `time.Time` parses: RFC 3339 with a time zone. */
const time = { type: 'string', pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$` }
const object = (properties: Readonly<Record<string, object>>) => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
})
const meta = object({
  'io.modelcontextprotocol.registry/official': object({
    status: { enum: ['active', 'deprecated', 'deleted'] },
    publishedAt: time,
    updatedAt: time,
    statusChangedAt: time,
    isLatest: { type: 'boolean' },
  }),
})
const entry = object({ server: object({ name: text, version: text }), _meta: meta })
const issue = object({ type: text, path: text, message: text, severity: text, reference: text })

/** The fields that the command reads of a successful response, with the types that it parses them into. */
const READ_FIELDS: readonly (readonly [RegExp, object])[] = [
  [/^GET \/v0\/health$/, object({ status: text, github_client_id: text })],
  [/^POST \/v0\/auth\//, object({ registry_token: text, expires_at: { type: 'integer' } })],
  [/^POST \/v0\/validate$/, object({ valid: { type: 'boolean' }, issues: { type: 'array', items: issue } })],
  [/^POST \/v0\/publish$/, entry],
  [/^GET \/v0\/servers\/[^/]+\/versions\?/, object({ servers: { type: 'array', minItems: 2, items: entry } })],
  [/^GET \/v0\/servers\/[^/]+\/versions\/[^/]+\?/, entry],
  [/^PATCH \/v0\/servers\/[^/]+\/versions\/[^/]+\/status$/, entry],
  [/^PATCH \/v0\/servers\/[^/]+\/status$/, object({ updatedCount: { const: 2 } })],
]

verifies('official-publisher', 'the requests of the official command get the answers that it reads', async () => {
  const { domain, requests } = recording
  await using registry = await startIdentityRegistry({
    env: { MCP_REGISTRY_ENABLE_ANONYMOUS_AUTH: 'true', MCP_REGISTRY_GITHUB_CLIENT_ID: 'Iv1.ofthisregistry' },
  })
  registry.github.setAccount('token-of-alice', { login: 'alice', id: 1001 })
  registry.dns.setTxt(domain.name, [[domain.dns]])
  registry.setSite(answerWith(200, domain.http))
  const url = await registry.listen()
  const ajv = new Ajv()
  let registryToken = ''
  for (const { command, method, path, headers, body, status } of requests) {
    const timestamp = /"timestamp":"([^"]*)"/.exec(body)?.[1]
    if (timestamp !== undefined) registry.clock.set(timestamp)
    const seconds = Math.floor(registry.clock.now().getTime() / 1000)
    const oidcToken = await registry.actions.issue({
      aud: 'http://registry.test',
      iat: seconds,
      nbf: seconds,
      exp: seconds + 300,
    })
    const response = await fetch(url + path, {
      method,
      headers: Object.entries(headers).map(([name, value]) => [name, value.replace('{registry_token}', registryToken)]),
      // As bytes, to which fetch adds no Content-Type.
      ...(method !== 'GET' && { body: Buffer.from(body.replace('{oidc_token}', oidcToken)) }),
    })
    const answer: { readonly registry_token?: string; readonly valid?: boolean } = JSON.parse(await response.text())
    const request = `${method} ${path}`
    expect(response.status, `${command}: ${request}: ${JSON.stringify(answer)}`).toBe(status)
    if (answer.registry_token !== undefined) registryToken = answer.registry_token
    if (status !== 200) continue
    const schema = READ_FIELDS.find(([pattern]) => pattern.test(request))?.[1]
    expect(schema, request).toBeDefined()
    const isComplete = ajv.validate(schema ?? false, answer)
    expect(isComplete ? [] : ajv.errors, `${request}: ${JSON.stringify(answer)}`).toEqual([])
  }
  // The statuses that the commands have set.
  const versions = await registry.get('/v0.1/servers/io.modelcontextprotocol.anonymous%2Ftides/versions')
  const { servers } = versions.json<{ servers: { server: { version: string }; _meta: Record<string, { status: string }> }[] }>()
  expect(servers.map(({ server, _meta }) => [server.version, Object.values(_meta)[0]?.status])).toEqual([
    ['1.1.0', 'active'],
    ['1.0.0', 'active'],
  ])
})
