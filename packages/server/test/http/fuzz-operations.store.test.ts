import fc from 'fast-check'
import type { InjectOptions } from 'fastify'
import { expect } from 'vitest'
import { type DescribedOperation, listOperations, type OpenApiDocument } from '@mcp-registry/testkit/hostile/list-operations'
import { verifies } from '../../../../test/verifies.js'
import { ASKS_OTHERS, CUT_OFF } from '../harness/cut-off.js'
import { toArbitrary } from '../harness/schema-arbitrary.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startTestRegistry } from '../harness/start-test-registry.js'

// Of each of the operations, of which there are about thirty.
const RUNS = 10
const MAX_RESPONSE_BYTES = 2 * 1024 * 1024
// Their size is that of what is in the registry.
const UNBOUNDED: ReadonlySet<string> = new Set(['exportServers', 'listChanges'])

interface FuzzedRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly payload: string | undefined
  readonly isAdministrator: boolean
}

verifies(
  'edge-50',
  'no request that the API description allows, or nearly allows, makes any operation fail',
  async () => {
    await using registry = await startTestRegistry({ ...CUT_OFF, anonymous: true })
    const administrator = registry.actingAs([
      { action: 'publish', resource: '*' },
      { action: 'edit', resource: '*' },
    ])
    const authorization = `Bearer ${await administrator.token()}`
    const document = (await registry.get('/openapi.json')).json<OpenApiDocument>()
    for (const operation of listOperations(document)) {
      // Earlier requests may have deleted it.
      await administrator.publish(serverJson())
      await fc.assert(
        fc.asyncProperty(toRequest(operation, document), async ({ url, headers, payload, isAdministrator }) => {
          const response = await registry.inject({
            method: operation.method as InjectOptions['method'] & string,
            url,
            headers: { ...headers, ...(isAdministrator && { authorization }) },
            ...(payload !== undefined && { payload }),
          })
          const isCutOff = response.statusCode === 503 && ASKS_OTHERS.has(operation.operationId)
          if (!isCutOff) expect(response.statusCode, `${operation.operationId} ${url}: ${response.body}`).toBeLessThan(500)
          if (!UNBOUNDED.has(operation.operationId)) expect(response.rawPayload.length).toBeLessThan(MAX_RESPONSE_BYTES)
        }),
        { numRuns: RUNS },
      )
    }
  },
  120_000,
)

function toRequest(operation: DescribedOperation, document: OpenApiDocument): fc.Arbitrary<FuzzedRequest> {
  const { path, parameters, headers, body } = operation
  const inPath = parameters.filter((parameter) => parameter.in === 'path')
  const inQuery = parameters.filter((parameter) => parameter.in === 'query')
  const named = Object.fromEntries(
    inPath.map(({ name, schema, example }) => [
      name,
      fc.oneof(fc.constant(example ?? ''), toArbitrary(schema, document).map(encode)),
    ]),
  )
  const query = Object.fromEntries(
    // A request that waits for changes would keep the test waiting.
    inQuery.map(({ name, schema }) => [name, toArbitrary(name === 'wait' ? { ...schema, maximum: 0 } : schema, document)]),
  )
  const header = fc.string({ maxLength: 30 }).map((value) => value.replaceAll(/[^ -~]/g, ''))
  return fc
    .record({
      named: fc.record(named),
      query: fc.record(query, { requiredKeys: [] }),
      headers: fc.record(Object.fromEntries(headers.map((name) => [name, header])), { requiredKeys: [] }),
      body: body ? fc.oneof(fc.constant(body.example), toArbitrary(body.schema, document)) : fc.constant(undefined),
      isJson: fc.boolean(),
      isAdministrator: fc.boolean(),
    })
    .map((parts) => {
      const pairs = Object.entries(parts.query).map(([name, value]) => `${name}=${encode(value)}`)
      const target = path.replaceAll(/\{([^{}]*)\}/g, (_, name: string) => parts.named[name] ?? '')
      const { 'content-type': contentType, ...others } = parts.headers as Record<string, string>
      const type = parts.isJson || contentType === undefined ? 'application/json' : contentType
      return {
        url: pairs.length > 0 ? `${target}?${pairs.join('&')}` : target,
        headers: { ...others, ...(body && { 'content-type': type }) },
        payload: parts.body === undefined ? undefined : JSON.stringify(parts.body),
        isAdministrator: parts.isAdministrator,
      }
    })
}

// Lone surrogates have no encoding, but somebody may send their bytes.
function encode(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return /\p{Surrogate}/u.test(text) ? '%ED%A0%80' : encodeURIComponent(text)
}
