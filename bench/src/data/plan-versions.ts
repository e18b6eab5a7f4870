import type { Random } from './random.js'

const MAX_PER_SERVER = 300
/** Lower values yield more servers with many versions; 1.2 yields a mean of four, with one or two for most. */
const SKEW = 1.2
const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
const LAST_DAY = 3_000
const LAST_FIVE_MINUTES = 12

export interface VersionPlan {
  /** The server index of each version. */
  readonly servers: Uint32Array
  /** The number of earlier versions of the same server, for each version. */
  readonly ordinals: Uint16Array
  /** The time of each version, in milliseconds since the Unix epoch; ascending within a server. */
  readonly updatedAtMs: Float64Array
  /** The number of versions of each server. */
  readonly counts: readonly number[]
}

/**
 * Plans the number of versions of each server and their publication times, which are spread over the year before `untilMs`. Of a million
 * versions, 3,000 are in the last day. A dozen are in the last five minutes, regardless of the total.
 */
export function planVersions(versions: number, untilMs: number, random: Random): VersionPlan {
  const counts: number[] = []
  for (let left = versions; left > 0;) {
    const count = Math.min(left, MAX_PER_SERVER, Math.floor((1 - random.next()) ** (-1 / SKEW)))
    counts.push(count)
    left -= count
  }
  const plan = {
    servers: new Uint32Array(versions),
    ordinals: new Uint16Array(versions),
    updatedAtMs: new Float64Array(versions),
    counts,
  }
  const lastDay = Math.min(LAST_DAY, versions / 10)
  let index = 0
  counts.forEach((count, server) => {
    const times = Array.from({ length: count }, () => untilMs - drawAge(random, versions, lastDay)).sort((a, b) => a - b)
    times.forEach((time, ordinal) => {
      plan.servers[index] = server
      plan.ordinals[index] = ordinal
      plan.updatedAtMs[index] = time
      index += 1
    })
  })
  return plan
}

function drawAge(random: Random, versions: number, lastDay: number): number {
  const wanted = random.next() * versions
  if (wanted < LAST_FIVE_MINUTES) return random.next() * 5 * MINUTE_MS
  if (wanted < lastDay) return (5 + random.next() * 1435) * MINUTE_MS
  return (1 + random.next() * 364) * DAY_MS
}
