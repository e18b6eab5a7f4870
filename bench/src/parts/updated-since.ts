import { type Part, repeat, start, toGeneratorNote, toMean, toP99s } from '../bench.js'
import { startBareReader } from '../start-bare-server.js'
import type { GoalName } from '../targets.js'

const CONNECTIONS = 4
const MINUTE_MS = 60_000

const KINDS: readonly { what: string; goal: GoalName; ageMs: number }[] = [
  { what: 'five minutes', goal: 'updated since five minutes, p99', ageMs: 5 * MINUTE_MS },
  { what: 'a day', goal: 'updated since a day, p99', ageMs: 24 * 60 * MINUTE_MS },
]

/** The first page of recent changes with the cache disabled. */
export const updatedSince: Part = {
  name: 'updated-since',
  async *measure(bench) {
    await using registry = await start(bench, 0)
    await using bare = bench.databaseUrl === undefined ? undefined : await startBareReader(bench.databaseUrl)
    for (const [nth, { what, goal, ageMs }] of KINDS.entries()) {
      const requests = Array.from({ length: 64 }, (_, ms) => {
        const since = new Date(bench.until.getTime() - ageMs + ms).toISOString()
        return { path: `/v0.1/servers?limit=100&updated_since=${since}` }
      })
      const measure = (url: string) => repeat(bench, { url, requests, connections: CONNECTIONS }, { isWarm: nth > 0 })
      const title = `updated since ${what}`
      const own = await measure(registry.url)
      const mean = toMean(own, CONNECTIONS)
      yield bench.row(`${title}: p99`, 'ms', toP99s(own), {
        goal,
        besides: `mean ${mean.toFixed(1)} ms, ${toGeneratorNote(own)}`,
        costMs: mean,
      })
      if (bare === undefined) continue
      const others = await measure(bare.url)
      yield bench.row(`${title}: bare \`node:http\` and \`pg\`: p99`, 'ms', toP99s(others), {
        besides: `mean ${toMean(others, CONNECTIONS).toFixed(1)} ms, ${toGeneratorNote(others)}`,
      })
    }
  },
}
