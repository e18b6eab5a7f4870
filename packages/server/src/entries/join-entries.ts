import { type QueryExecutorProvider, sql } from 'kysely'
import { type EntryKey, START } from './key-range.js'
import { ENTRY_SQL } from './to-entry.js'

/** Some entries in wire form, in byte order of name and version, as one text. */
export interface JoinedEntries {
  readonly text: string
  readonly count: number
  /** Where to go on; undefined after the last entry. */
  readonly end: EntryKey | undefined
}

/** How many at a time: so few take little memory, and so many that the way to the database and back does not count. */
const ENTRIES = 250

/**
 * The next entries of the whole registry, deleted ones too. They are joined where they are: to take rows apart, only to put them together
 * again, is most of the work of reading them all.
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
