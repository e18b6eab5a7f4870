import { measureCpuMs } from '@mcp-registry/testkit/process-usage'
import type { ServerProcess } from '@mcp-registry/testkit/start-registry'
import { type Bench, type Part, readMetric, repeat, sample, start, toGeneratorNote, WARM_UP_SECONDS } from '../bench.js'
import type { LoadRequest, LoadResult } from '../load/load.js'
import { toSpread } from '../median.js'
import { startBareReader } from '../start-bare-server.js'
import type { Row } from '../row.js'
import type { GoalName } from '../targets.js'

const CONNECTIONS = 8
const SAMPLES = 4_000

/** Reads that query the database: pages at random cursors, details, latest versions. */
export const uncached: Part = {
  name: 'uncached',
  async *measure(bench) {
    await using registry = await start(bench, 0)
    await using bare = bench.databaseUrl === undefined ? undefined : await startBareReader(bench.databaseUrl)
    const entries = await sample(bench, registry.url, SAMPLES)
    const keys = entries.map(({ server }) => ({
      name: encodeURIComponent(server.name),
      version: encodeURIComponent(server.version),
    }))
    const kinds: [string, LoadRequest[], GoalName?, GoalName?][] = [
      [
        'list of 100, not cached, random cursor',
        keys.map(({ name, version }) => ({ path: `/v0.1/servers?limit=100&cursor=${name}%3A${version}` })),
        'list of 100, not cached',
        'list of 100, not cached, p99',
      ],
      [
        'detail, not cached',
        // Deleted versions are returned only on request.
        keys.map(({ name, version }) => ({ path: `/v0.1/servers/${name}/versions/${version}?include_deleted=true` })),
        'detail, not cached',
      ],
      ['latest, not cached', keys.map(({ name }) => ({ path: `/v0.1/servers/${name}/versions/latest` })), 'latest, not cached'],
    ]
    for (const [what, requests, goal, goalOfP99] of kinds) {
      yield* toRows(bench, what, { ...(await measureReads(bench, registry, requests)), goal, goalOfP99 })
      if (bare) yield* toRows(bench, `${what}: bare \`node:http\` and \`pg\``, await measureReads(bench, bare, requests))
    }
    const kept = await readMetric(registry.url, 'mcp_registry_response_cache_hits')
    if (kept > 0) throw new Error(`The cache was off, and answered ${kept} requests.`)
  },
}

interface MeasuredReads {
  readonly results: readonly LoadResult[]
  /** The CPU time of the server, including the uncounted warm-up. */
  readonly cpuMs: number
}

interface Measured extends MeasuredReads {
  readonly goal?: GoalName | undefined
  readonly goalOfP99?: GoalName | undefined
}

async function measureReads(bench: Bench, { url, pid }: ServerProcess, requests: LoadRequest[]): Promise<MeasuredReads> {
  const before = measureCpuMs(pid)
  const results = await repeat(bench, { url, requests, connections: CONNECTIONS })
  return { results, cpuMs: measureCpuMs(pid) - before }
}

function* toRows(bench: Bench, what: string, { results, cpuMs, goal, goalOfP99 }: Measured): Generator<Row> {
  const p50 = toSpread(results.map(({ p50Ms }) => p50Ms)).median
  const speeds = results.map(({ requestsPerSecond }) => requestsPerSecond)
  const { median } = toSpread(speeds)
  const cpuMsEach = cpuMs / (median * (WARM_UP_SECONDS + bench.rounds * bench.seconds))
  yield bench.row(what, 'requests/s', speeds, {
    ...(goal && { goal }),
    besides: `p50 ${p50} ms, ${cpuMsEach.toFixed(2)} ms CPU of the server each, ${toGeneratorNote(results)}`,
    ...(goal && { costMs: (CONNECTIONS * 1000) / median }),
  })
  yield bench.row(
    `${what}: p99`,
    'ms',
    results.map(({ p99Ms }) => p99Ms),
    { ...(goalOfP99 && { goal: goalOfP99 }) },
  )
}
