import { CURRENT_SCHEMA_DATE, toSchemaUrl } from '@mcp-registry/contract'
import { issueToken } from '@mcp-registry/testkit/start-registry'
import { type Part, requireSuccess, start, toGeneratorNote } from '../bench.js'
import type { LoadRequest, LoadResult } from '../load/load.js'

const CONNECTIONS = 16
const MOST_PER_SECOND = 3_000
const VERSIONS_PER_SERVER = 3

/** New versions of new servers, by many concurrent publishers. */
export const publish: Part = {
  name: 'publish',
  async *measure(bench) {
    await using registry = await start(bench)
    const results: LoadResult[] = []
    for (let round = 0; round < bench.rounds; round++) {
      const requests = Array.from({ length: MOST_PER_SECOND * bench.seconds }, (_, nth) => toRequest(`r${Date.now()}`, nth))
      const headers = { authorization: `Bearer ${await issueToken()}`, 'content-type': 'application/json' }
      results.push(
        await bench.load.run({ url: registry.url, requests, connections: CONNECTIONS, seconds: bench.seconds, headers }),
      )
    }
    requireSuccess(results)
    const speeds = results.map(({ requestsPerSecond }) => requestsPerSecond)
    yield bench.row('publish, 16 at once', 'requests/s', speeds, {
      goal: 'publish',
      besides: `p50 ${results[0]?.p50Ms} ms, p99 ${results[0]?.p99Ms} ms, ${toGeneratorNote(results)}`,
      costMs: 1000 / (speeds[0] ?? 1),
    })
  },
}

function toRequest(round: string, nth: number): LoadRequest {
  const server = Math.floor(nth / VERSIONS_PER_SERVER)
  const document = {
    $schema: toSchemaUrl(CURRENT_SCHEMA_DATE),
    name: `io.github.publisher-${server % 997}/${round}-${server}`,
    description: 'One of many servers that exist for measuring only.',
    version: `1.0.${nth % VERSIONS_PER_SERVER}`,
    packages: [{ registryType: 'npm', identifier: `@made-up/${round}-${nth}`, version: '1.0.0', transport: { type: 'stdio' } }],
  }
  return { method: 'POST', path: '/v0.1/publish', body: JSON.stringify(document) }
}
