import { type Kysely, sql } from 'kysely'
import type { Database } from '../../store/database.js'
import { isStorableText } from '../../store/storable-text.js'
import { ENTRY_SQL } from '../../entries/to-entry.js'

/** A position in the versions of a name. */
export interface PublicationPosition {
  /** RFC 3339 with microseconds. */
  readonly publishedAt: string
  readonly version: string
}

export interface VersionsPage {
  /** Entries in wire form. */
  readonly rows: readonly { readonly entry: string }[]
  /** The last entry of the page; undefined if no entry follows it. */
  readonly end: PublicationPosition | undefined
}

export interface VersionsQuery {
  readonly includeDeleted: boolean
  readonly after?: PublicationPosition | undefined
  /** At least one entry is returned, whatever its size. */
  readonly maxBytes: number
}

/** Versions under exactly this name, newest publication first, up to a total size of `maxBytes`. */
export async function findVersionsPage(
  db: Kysely<Database>,
  name: string,
  { includeDeleted, after, maxBytes }: VersionsQuery,
): Promise<VersionsPage> {
  if (!isStorableText(name)) return { rows: [], end: undefined }
  const conditions = [
    sql`name = ${name}`,
    ...(includeDeleted ? [] : [sql`status <> 'deleted'`]),
    ...(after
      ? [sql`(published_at < ${after.publishedAt} or (published_at = ${after.publishedAt} and version > ${after.version}))`]
      : []),
  ]
  // octet_length reads the lengths without fetching the texts.
  const { rows } = await sql<{ entry: string; published_at: string; version: string; total: number; whole: number }>`
    select ${sql.raw(ENTRY_SQL)} as entry, published_at, version, total, whole
    from (
      select document, meta, published_at, version,
        octet_length(document) + octet_length(meta) as bytes,
        sum(octet_length(document) + octet_length(meta)) over (order by published_at desc, version) as total,
        sum(octet_length(document) + octet_length(meta)) over () as whole
      from versions where ${sql.join(conditions, sql` and `)}
    ) as sized
    where total <= ${maxBytes} or total = bytes
    order by published_at desc, version`.execute(db)
  const last = rows.at(-1)
  const isEnd = last === undefined || last.total === last.whole
  return { rows, end: isEnd ? undefined : { publishedAt: last.published_at, version: last.version } }
}
