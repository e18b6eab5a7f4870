import { type Kysely, sql } from 'kysely'
import type { Database, VersionsTable } from '../store/database.js'
import type { ListFilters } from './cursor.js'
import { toLikePattern, toSearchWords } from './search-words.js'

export interface PageQuery {
  readonly filters: ListFilters
  readonly limit: number
  /** The entry before the page. */
  readonly after?: { readonly name: string; readonly version: string }
}

export interface PageRow extends Pick<VersionsTable, 'name' | 'version' | 'document' | 'meta'> {
  /** The last change number when the page was read; only with `updatedSince`. */
  readonly as_of?: number
}

// Each word is a condition that the trigram index can use; more of them only cost planning time, so the rest is one condition.
const MAX_INDEXED_WORDS = 8

/** The next versions in byte order of name and version. */
export async function findPage(db: Kysely<Database>, { filters, limit, after }: PageQuery): Promise<PageRow[]> {
  const words = toSearchWords(filters.search ?? '')
  // The database cannot hold a NUL, so nothing there matches one.
  if ([...words, filters.version].some((text) => text?.includes('\0'))) return []

  let query = db
    .selectFrom('versions')
    .select(['name', 'version', 'document', 'meta'])
    .orderBy('name')
    .orderBy('version')
    .limit(limit)
  if (after) query = query.where(sql<boolean>`(name, version) > (${after.name}, ${after.version})`)
  // Literals, because the partial indexes are chosen by them.
  if (filters.includeDeleted !== true) query = query.where(sql<boolean>`status <> 'deleted'`)
  if (filters.version === 'latest') query = query.where(sql<boolean>`is_latest`)
  else if (filters.version !== undefined) query = query.where('version', '=', filters.version)
  for (const word of words.slice(0, MAX_INDEXED_WORDS)) query = query.where('search_text', 'like', toLikePattern(word))
  const rest = words.slice(MAX_INDEXED_WORDS).map(toLikePattern)
  if (rest.length > 0) query = query.where(sql<boolean>`search_text like all (${rest}::text[])`)
  if (filters.updatedSince !== undefined) {
    query = query.where('updated_at', '>', filters.updatedSince)
    if (filters.asOf !== undefined) query = query.where('change_number', '<=', filters.asOf)
    // In the same statement, so that the page shows no change beyond it.
    const withChange = query.select((columns) => columns.selectFrom('change_clock').select('number').as('as_of'))
    return (await withChange.execute()).map(({ as_of, ...row }) => ({ ...row, ...(as_of !== null && { as_of }) }))
  }
  return query.execute()
}
