import { OFFICIAL_META_KEY, type ServerResponse } from '@mcp-registry/contract'
import type { ChangeBatch, ChangesOptions, UpdatedSinceState } from './change-state.js'
import { invalidAnswer, readServerList } from './read-answer.js'
import { isRegistryClientError } from './registry-client-error.js'
import type { Transport } from './transport.js'

const MAX_RECENT = 10_000

/**
 * The changes since a time. Lists are ordered by name, so a walk that has reached `m` misses later changes to `a`. A walk of several pages
 * therefore continues from the time of its earliest page rather than from the greatest `updatedAt`. The overlap covers registries whose
 * `updatedAt` is not in commit order; entries that were already returned are omitted.
 */
export async function* walkUpdatedSince(
  transport: Transport,
  now: () => number,
  start: UpdatedSinceState,
  options: ChangesOptions,
): AsyncGenerator<ChangeBatch, void, undefined> {
  const overlapMs = options.overlapMs ?? 60_000
  const { since } = start
  const recent = new Map(Object.entries(start.recent))
  const seen = new Set<string>()
  let cursor = start.walk?.cursor
  let isResumed = cursor !== undefined
  let isOnePage = cursor === undefined
  let madeAt = start.walk?.madeAt ?? Number.POSITIVE_INFINITY
  let greatest = start.walk?.greatest ?? Number.NEGATIVE_INFINITY

  for (;;) {
    const asked = now()
    const answer = await readPage(transport, cursor, since, options).catch((error: unknown) => {
      // Cursors may expire; the walk then restarts from its beginning.
      if (isResumed && isRegistryClientError(error) && (error.status === 400 || error.status === 422)) return undefined
      throw error
    })
    isResumed = false
    if (answer === undefined) {
      cursor = undefined
      continue
    }
    madeAt = Math.min(madeAt, answer.answeredAt ?? asked)
    const { servers, metadata } = readServerList(answer.body)
    const entries = servers.filter((entry) => recent.get(toKey(entry)) !== toUpdatedAt(entry) || toUpdatedAt(entry) === undefined)
    for (const entry of servers) {
      const updatedAt = toUpdatedAt(entry)
      const time = Date.parse(updatedAt ?? '')
      if (updatedAt === undefined || Number.isNaN(time)) continue
      greatest = Math.max(greatest, time)
      if (time >= greatest - overlapMs) recent.set(toKey(entry), updatedAt)
    }
    forget(recent, greatest - overlapMs)

    cursor = metadata.nextCursor
    if (cursor === undefined) {
      const bound = (isOnePage ? greatest : Math.min(greatest, madeAt)) - overlapMs
      yield { entries, state: { feed: 'updated-since', recent: Object.fromEntries(recent), ...toSince(since, bound) } }
      return
    }
    if (seen.has(cursor)) throw invalidAnswer('a next page: it gives the same cursor again')
    seen.add(cursor)
    isOnePage = false
    const walk = { cursor, madeAt, ...(Number.isFinite(greatest) && { greatest }) }
    yield {
      entries,
      state: { feed: 'updated-since', ...(since !== undefined && { since }), recent: Object.fromEntries(recent), walk },
    }
  }
}

async function readPage(transport: Transport, cursor: string | undefined, since: string | undefined, options: ChangesOptions) {
  const query = { limit: String(options.limit ?? 100), cursor, updated_since: since, include_deleted: 'true' }
  return transport.send({ method: 'GET', path: '/servers', query, isIdempotent: true }, options)
}

/** Never earlier than the previous time; omitted if no entry has a time. */
function toSince(since: string | undefined, bound: number): { since?: string } {
  const known = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since)
  const next = Math.max(known, bound)
  return Number.isFinite(next) ? { since: new Date(next).toISOString() } : {}
}

function forget(recent: Map<string, string>, before: number): void {
  for (const [key, updatedAt] of recent) if (Date.parse(updatedAt) < before) recent.delete(key)
  // An import gives all entries the same time. Returning all of them again is cheaper than storing their keys.
  if (recent.size > MAX_RECENT) recent.clear()
}

function toKey({ server }: ServerResponse): string {
  return `${server.name} ${server.version}`
}

function toUpdatedAt(entry: ServerResponse): string | undefined {
  return entry._meta[OFFICIAL_META_KEY]?.updatedAt
}
