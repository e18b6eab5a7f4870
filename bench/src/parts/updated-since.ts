import { type Part, repeat, SHORT_WARM_UP_SECONDS, start, toGeneratorNote, WARM_UP_SECONDS } from '../bench.js'
import type { GoalName } from '../targets.js'

const CONNECTIONS = 4
const MINUTE_MS = 60_000

const KINDS: readonly { what: string; goal: GoalName; ageMs: number }[] = [
  { what: 'five minutes', goal: 'updated since five minutes, p99', ageMs: 5 * MINUTE_MS },
  { what: 'a day', goal: 'updated since a day, p99', ageMs: 24 * 60 * MINUTE_MS },
]

/** The first page of what changed lately, with the cache off. */
export const updatedSince: Part = {
  name: 'updated-since',
  async *measure(bench) {
    await using registry = await start(bench, 0)
    for (const [nth, { what, goal, ageMs }] of KINDS.entries()) {
      const requests = Array.from({ length: 64 }, (_, ms) => {
        const since = new Date(bench.until.getTime() - ageMs + ms).toISOString()
        return { path: `/v0.1/servers?limit=100&updated_since=${since}` }
      })
      const warmUpSeconds = nth === 0 ? WARM_UP_SECONDS : SHORT_WARM_UP_SECONDS
      const results = await repeat(bench, { url: registry.url, requests, connections: CONNECTIONS }, warmUpSeconds)
      const mean = (CONNECTIONS * 1000) / (results[0]?.requestsPerSecond ?? 1)
      yield bench.row(
        `updated since ${what}: p99`,
        'ms',
        results.map(({ p99Ms }) => p99Ms),
        { goal, besides: `mean ${mean.toFixed(1)} ms, ${toGeneratorNote(results)}`, costMs: mean },
      )
    }
  },
}
