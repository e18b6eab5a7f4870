import { toEntry } from '../catalog/to-entry.js'
import type { Store } from '../store/open-store.js'

export interface ChangePage {
  /** The entries as JSON texts, in commit order, each with its change number. */
  readonly entries: readonly { readonly number: number; readonly text: string }[]
  /** What to ask for next: the number of the last change of this page. */
  readonly next: number
  readonly hasMore: boolean
}

/**
 * The versions that were changed after a change number, in commit order, deleted ones included. A version stands under its last change
 * only: whoever reads on from `next` sees the final state of every version, and never misses one.
 */
export async function listChanges(
  { store }: { store: Store },
  { since, limit }: { readonly since: number; readonly limit: number },
): Promise<ChangePage> {
  const rows = await store.db
    .selectFrom('versions')
    .select(['change_number', 'document', 'meta'])
    .where('change_number', '>', since)
    .orderBy('change_number')
    .limit(limit + 1)
    .execute()
  const page = rows.slice(0, limit)
  const entries = page.map((row) => ({
    number: row.change_number,
    text: `{"change":${row.change_number},${toEntry(row).slice(1)}`,
  }))
  return { entries, next: page.at(-1)?.change_number ?? since, hasMore: rows.length > limit }
}

/** The wire form of a page. */
export function toChangeList({ entries, next, hasMore }: ChangePage): string {
  const servers = entries.map((entry) => entry.text).join(',')
  return `{"servers":[${servers}],"metadata":{"count":${entries.length},"next":${next},"hasMore":${hasMore}}}`
}
