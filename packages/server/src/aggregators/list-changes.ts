import { RegistryError } from '@mcp-registry/contract'
import { type ChangePosition, readClock } from '../store/change-clock.js'
import { ENTRY_SQL } from '../entries/to-entry.js'
import type { Store } from '../store/open-store.js'
import { sql } from 'kysely'

export interface ChangePage {
  /** The entries as JSON texts, in commit order, each with its change number. */
  readonly entries: readonly { readonly number: number; readonly text: string }[]
  /** The position of the next page: the last change of this one. */
  readonly next: ChangePosition
  readonly hasMore: boolean
}

export interface ChangesQuery {
  readonly since: number
  /** The epoch of `since`; absent from clients that do not support epochs. */
  readonly epoch?: string | undefined
  readonly limit: number
}

/** With entries of up to 128 kB, a page of a thousand would be too large to hold in memory. */
const MAX_PAGE_BYTES = 4 * 1024 * 1024

/**
 * The versions that changed after a change number, in commit order, deleted ones included. A version is listed only under its last change:
 * a client that continues from `next` sees the final state of every version and misses none. A page may be shorter than the limit if
 * entries are large. Rejects with `feed-reset` if the position does not belong to the current epoch.
 */
export async function listChanges({ store }: { store: Store }, { since, epoch, limit }: ChangesQuery): Promise<ChangePage> {
  const clock = await readClock(store.db)
  requirePosition(clock, { since, epoch })
  const { rows } = await sql<{ change_number: number; entry: string; last: number }>`
    select change_number, ${sql.raw(ENTRY_SQL)} as entry, last from (
      select change_number, document, meta, max(change_number) over () as last,
        sum(octet_length(document)) over (order by change_number) as bytes, row_number() over (order by change_number) as nth
      from (
        select change_number, document, meta from versions
        where change_number > ${since} order by change_number limit ${limit + 1}
      ) as changed
    ) as sized
    where nth = 1 or (nth <= ${limit} and bytes <= ${MAX_PAGE_BYTES}) order by change_number`.execute(store.db)
  const entries = rows.map(({ change_number: number, entry }) => ({ number, text: `{"change":${number},${entry.slice(1)}` }))
  const last = rows.at(-1)
  return {
    entries,
    next: { epoch: clock.epoch, number: last?.change_number ?? since },
    hasMore: last !== undefined && last.change_number < last.last,
  }
}

/** Throws `feed-reset` for a position that a mirror received before the database was rolled back. */
export function requirePosition(clock: ChangePosition, { since, epoch }: Pick<ChangesQuery, 'since' | 'epoch'>): void {
  const isKnown = since <= clock.number && (epoch === undefined || epoch === clock.epoch)
  if (isKnown) return
  throw new RegistryError(
    'feed-reset',
    `This registry has no change ${since}${epoch === undefined ? '' : ` of epoch ${epoch}`}: it was restored to an earlier state. Start again with since=0, and drop what is not among the changes.`,
  )
}

/** The wire form of a page. */
export function toChangeList({ entries, next, hasMore }: ChangePage): string {
  const servers = entries.map((entry) => entry.text).join(',')
  const metadata = { count: entries.length, epoch: next.epoch, next: next.number, hasMore }
  return `{"servers":[${servers}],"metadata":${JSON.stringify(metadata)}}`
}
