import type { InjectOptions } from 'fastify'
import { expect } from 'vitest'
import { type HostileRequest, listHostileRequests } from '@mcp-registry/testkit/hostile/list-hostile-requests'
import type { OpenApiDocument } from '@mcp-registry/testkit/hostile/list-operations'
import { verifies } from '../../../../test/verifies.js'
import { ASKS_OTHERS, CUT_OFF } from '../harness/cut-off.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startTestRegistry } from '../harness/start-test-registry.js'

const MAX_RESPONSE_BYTES = 2 * 1024 * 1024
// Their size is that of what is in the registry.
const UNBOUNDED: ReadonlySet<string> = new Set(['exportServers', 'listChanges'])
// Publications that are under way together share a transaction.
const AT_ONCE = 20
// On the embedded engine, a backup keeps everything else waiting.
const ALONE: ReadonlySet<string> = new Set(['createBackup'])

for (const client of ['an anonymous client', 'an administrator']) {
  verifies(
    'edge-50',
    `no hostile value in a parameter, header or body of ${client} makes the server fail or send a large response`,
    async () => {
      await using registry = await startTestRegistry({ ...CUT_OFF, anonymous: true })
      const administrator = registry.actingAs([
        { action: 'publish', resource: '*' },
        { action: 'edit', resource: '*' },
      ])
      await administrator.publish(serverJson())
      const authorization = client === 'an administrator' ? { authorization: `Bearer ${await administrator.token()}` } : {}
      const document = (await registry.get('/openapi.json')).json<OpenApiDocument>()
      const faults: string[] = []
      const requests = [...listHostileRequests(document, { isExhaustive: false })]
      for (const group of listGroups(requests)) {
        await Promise.all(
          group.map(async (request) => {
            const { method, url, headers, body } = request
            const response = await registry.inject({
              method: method as InjectOptions['method'] & string,
              url,
              headers: { ...authorization, ...headers },
              ...(body !== undefined && { payload: body }),
            })
            const size = response.rawPayload.length
            if (!isAllowed(request, response.statusCode))
              faults.push(`${describe(request)}: ${response.statusCode} ${response.body}`)
            if (size > MAX_RESPONSE_BYTES && !UNBOUNDED.has(request.operationId))
              faults.push(`${describe(request)}: ${size} bytes`)
          }),
        )
      }
      expect(faults).toEqual([])
      expect(requests.length).toBeGreaterThan(2_000)
    },
    300_000,
  )
}

function* listGroups(requests: readonly HostileRequest[]): Generator<readonly HostileRequest[]> {
  const alone = requests.filter(({ operationId }) => ALONE.has(operationId))
  for (const request of alone) yield [request]
  const others = requests.filter(({ operationId }) => !ALONE.has(operationId))
  for (let at = 0; at < others.length; at += AT_ONCE) yield others.slice(at, at + AT_ONCE)
}

function isAllowed({ operationId }: HostileRequest, status: number): boolean {
  return status < 500 || (status === 503 && ASKS_OTHERS.has(operationId))
}

function describe({ operationId, place, value }: HostileRequest): string {
  return `${operationId}, ${value.name} in ${place}`
}
