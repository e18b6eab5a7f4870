import { type QueryExecutorProvider, sql } from 'kysely'
import { type EntryKey, START } from './key-range.js'
import { ENTRY_SQL } from './to-entry.js'

/** A batch of entries in wire form, in byte order of name and version, joined into one text. */
export interface JoinedEntries {
  readonly text: string
  readonly count: number
  /** The key to continue after; undefined after the last entry. */
  readonly end: EntryKey | undefined
}

/** The batch size: small enough to use little memory, large enough to make the round trip to the database negligible. */
const ENTRIES = 250

/**
 * Returns the next entries of the whole registry, including deleted ones. The database joins them: parsing rows only to join them again
 * would be most of the cost of a full read.
 */
export async function joinEntries(db: QueryExecutorProvider, separator: string, after: EntryKey = START): Promise<JoinedEntries> {
  const { rows } = await sql<{ text: string | null; count: number; name: string | null; version: string | null }>`
    select count(*),
      string_agg(entry, ${separator} order by name, version) as text,
      (array_agg(name order by name, version))[${sql.lit(ENTRIES)}] as name,
      (array_agg(version order by name, version))[${sql.lit(ENTRIES)}] as version
    from (
      select name, version, ${sql.raw(ENTRY_SQL)} as entry from versions
      where (name, version) > (${after.name}, ${after.version}) order by name, version limit ${sql.lit(ENTRIES)}
    ) as page`.execute(db)
  const { text = '', count = 0, name = null, version = null } = rows[0] ?? {}
  return { text: text ?? '', count, end: name === null || version === null ? undefined : { name, version } }
}
