import { type QueryExecutorProvider, type RawBuilder, sql } from 'kysely'
import type { VersionsTable } from '../store/database.js'
import type { ListFilters } from './cursor.js'
import { isIndexed, toLikePattern, toSearchWords } from './search-words.js'

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

export interface SearchBounds {
  readonly walkedNames: number
  readonly sortedRows: number
}

/** How many names are looked at one after the other before a search turns to the index of words: a few milliseconds' worth. */
const WALKED_NAMES = 5_000

/** Up to how many it takes less time to fetch all and sort them than, at worst, to walk everything in its order. */
const SORTED_ROWS = 20_000

/** The next versions in byte order of name and version. The bounds decide how they are found, not which. */
export async function findPage(
  db: QueryExecutorProvider,
  page: PageQuery,
  { walkedNames, sortedRows }: SearchBounds = { walkedNames: WALKED_NAMES, sortedRows: SORTED_ROWS },
): Promise<PageRow[]> {
  const words = toSearchWords(page.filters.search ?? '')
  // The database cannot hold a NUL, so nothing there matches one.
  if ([...words, page.filters.version].some((text) => text?.includes('\0'))) return []
  if (words.length === 0) return run(db, seek(page))

  // Which way is quick depends on how frequent the words are, and on where the names are that have them: a word of a namespace has all
  // of its names in one place. So a search walks at first, and leaves to an index what it has not found soon.
  const shown = await estimateShown(db, page.filters)
  if (shown > sortedRows) {
    const rows = await run(db, walkNames(page, words, walkedNames))
    if (rows.length >= page.limit || !(await hasMoreNames(db, page, walkedNames))) return rows
  }
  const found = words.some(isIndexed) ? await estimateRows(db, sql`search_texts where ${likeAll(words)}`) : Infinity
  if (Math.min(found, shown) > sortedRows) return run(db, walkNames(page, words))
  return run(db, found < shown ? lookUpNames(page, words) : seek(page, words))
}

async function run(db: QueryExecutorProvider, query: RawBuilder<PageRow>): Promise<PageRow[]> {
  return (await query.execute(db)).rows
}

/** The rows by an index in the order of the answer; where few of them are recent enough, by the index of their times. */
function seek({ filters, limit, after }: PageQuery, words: readonly string[] = []): RawBuilder<PageRow> {
  const conditions = all([
    ...(after ? [sql`(name, version) > (${after.name}, ${after.version})`] : []),
    ...toConditions(filters),
    ...words.map((word) => sql`position(${word} in search_text) > 0`),
  ])
  const limited = sql`where ${conditions} order by name, version limit ${sql.lit(limit)}`
  if (filters.updatedSince === undefined) return sql<PageRow>`select name, version, document, meta from versions ${limited}`
  // The keys first, which an index tells without their rows. The clock in the same statement, so that the page shows no change beyond it.
  return sql<PageRow>`
    select name, version, document, meta, (select number from change_clock) as as_of
    from (select name, version from versions ${limited}) as keys join versions using (name, version)
    order by name, version`
}

/** The rows of the names that match, as many as the page needs, looking at no more than `maxNames` names. */
function walkNames(page: PageQuery, words: readonly string[], maxNames?: number): RawBuilder<PageRow> {
  const from = sql`select name, search_text from search_texts where ${fromName(page)}`
  // Without a bound the order stays outside: a sorted part would be sorted as a whole.
  const names = maxNames === undefined ? from : sql`${from} order by name limit ${sql.lit(maxNames)}`
  const found = words.map((word) => sql`position(${word} in search_text) > 0`)
  return sql<PageRow>`
    select shown.* from (${names}) as names
    cross join lateral (${versionsOf(sql`names.name`, page, words)}) as shown
    where search_text is null or (${all(found)})
    order by names.name, shown.version limit ${sql.lit(page.limit)}`
}

async function hasMoreNames(db: QueryExecutorProvider, page: PageQuery, walkedNames: number): Promise<boolean> {
  const { rows } = await sql`
    select from search_texts where ${fromName(page)} order by name offset ${sql.lit(walkedNames)} limit 1`.execute(db)
  return rows.length > 0
}

// The name before the page may have more versions.
function fromName({ after }: PageQuery): RawBuilder<unknown> {
  return after ? sql`name >= ${after.name}` : sql`true`
}

/** The rows of the names that the index of words finds. */
function lookUpNames(page: PageQuery, words: readonly string[]): RawBuilder<PageRow> {
  return sql<PageRow>`
    with names as materialized (
      select name from search_texts where ${likeAll(words)} and ${fromName(page)}
      union all
      select name from search_texts where search_text is null and ${fromName(page)}
    )
    select shown.* from (select name from names order by name) as names
    cross join lateral (${versionsOf(sql`names.name`, page, words)}) as shown
    order by names.name, shown.version limit ${sql.lit(page.limit)}`
}

/** The rows of one name that are to be shown: its texts are those of all its versions, so each is looked at. */
function versionsOf(
  name: RawBuilder<unknown>,
  { filters, limit, after }: PageQuery,
  words: readonly string[],
): RawBuilder<PageRow> {
  const conditions = all([
    sql`versions.name = ${name}`,
    ...(after ? [sql`(versions.name, version) > (${after.name}, ${after.version})`] : []),
    ...toConditions(filters),
    ...words.map((word) => sql`position(${word} in versions.search_text) > 0`),
  ])
  const asOf = filters.updatedSince === undefined ? sql`` : sql`, (select number from change_clock) as as_of`
  return sql<PageRow>`
    select versions.name, version, document, meta ${asOf} from versions
    where ${conditions} order by version limit ${sql.lit(limit)}`
}

// Literals where a partial index is chosen by them.
function toConditions({ includeDeleted, version, updatedSince, asOf }: ListFilters): RawBuilder<unknown>[] {
  return [
    ...(includeDeleted === true ? [] : [sql`status <> 'deleted'`]),
    ...(version === 'latest' ? [sql`is_latest`] : version === undefined ? [] : [sql`version = ${version}`]),
    ...(updatedSince === undefined ? [] : [sql`updated_at > ${updatedSince}`]),
    ...(updatedSince === undefined || asOf === undefined ? [] : [sql`change_number <= ${asOf}`]),
  ]
}

/** About how many rows a filter leaves that may leave few; Infinity without one. */
async function estimateShown(db: QueryExecutorProvider, filters: ListFilters): Promise<number> {
  const isNarrow = filters.updatedSince !== undefined || (filters.version !== undefined && filters.version !== 'latest')
  return isNarrow ? estimateRows(db, sql`versions where ${all(toConditions(filters))}`) : Infinity
}

async function estimateRows(db: QueryExecutorProvider, from: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ 'QUERY PLAN': readonly { readonly Plan: { readonly 'Plan Rows': number } }[] }>`
    explain (format json) select from ${from}`.execute(db)
  return rows[0]?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? Infinity
}

// Each word is a condition that the index can use; more of them only cost planning time, so the rest is one condition.
const MAX_INDEXED_WORDS = 8

function likeAll(words: readonly string[]): RawBuilder<unknown> {
  const rest = words.slice(MAX_INDEXED_WORDS).map(toLikePattern)
  return all([
    ...words.slice(0, MAX_INDEXED_WORDS).map((word) => sql`search_text like ${toLikePattern(word)}`),
    ...(rest.length > 0 ? [sql`search_text like all (${rest}::text[])`] : []),
  ])
}

function all(conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)
}
