import { type QueryExecutorProvider, type RawBuilder, sql } from 'kysely'
import type { ListFilters } from '../../entries/cursor.js'
import { ENTRY_SQL, type PageRow } from '../../entries/to-entry.js'
import { hasThreeInARow, toLikePattern, toSearchWords } from '../../search/index/search-words.js'

export interface PageQuery {
  readonly filters: ListFilters
  readonly limit: number
  /** The entry before the page. */
  readonly after?: { readonly name: string; readonly version: string }
}

export interface SearchBounds {
  readonly walkedNames: number
  readonly sortedRows: number
}

/** Number of names that a search scans before it switches to the word index. The scan takes a few milliseconds. */
const WALKED_NAMES = 5_000

/** Number of names that can be scanned in the time that an index needs to find one. */
const WALKED_IN_PLACE_OF_ONE = 5

/** Up to this number of rows, fetching and sorting all of them is faster than the worst case of a scan in order. */
const SORTED_ROWS = 20_000

/** The next versions in byte order of name and version. The bounds affect how the versions are found, not the result. */
export async function findPage(
  db: QueryExecutorProvider,
  page: PageQuery,
  { walkedNames, sortedRows }: SearchBounds = { walkedNames: WALKED_NAMES, sortedRows: SORTED_ROWS },
): Promise<PageRow[]> {
  const words = toSearchWords(page.filters.search ?? '')
  if (words.length === 0) return run(db, seek(page))

  // The fastest strategy depends on the frequency of the words and on the position of the names that contain them: all names of a namespace
  // are adjacent. A search for frequent words therefore scans first, and falls back to an index if the scan finds too few.
  const { shown, found, ofWords } = await estimate(db, page.filters, words)
  if (shown > sortedRows && found > walkedNames / WALKED_IN_PLACE_OF_ONE) {
    const rows = await run(db, walkNames(page, words, walkedNames))
    if (rows.length >= page.limit) return rows
  }
  if (Math.min(found, shown) > sortedRows) return run(db, walkNames(page, words))
  return run(db, found < shown ? lookUpNames(page, words, ofWords) : seek(page, words))
}

const entry = sql.raw(`${ENTRY_SQL} as entry`)

async function run(db: QueryExecutorProvider, query: RawBuilder<PageRow>): Promise<PageRow[]> {
  return (await query.execute(db)).rows
}

/** Reads the rows from an index in result order, or from the index on update times if few rows are recent enough. */
function seek({ filters, limit, after }: PageQuery, words: readonly string[] = []): RawBuilder<PageRow> {
  const conditions = all([
    ...(after ? [sql`(name, version) > (${after.name}, ${after.version})`] : []),
    ...toConditions(filters),
    ...words.map((word) => sql`position(${word} in search_text) > 0`),
  ])
  const limited = sql`where ${conditions} order by name, version limit ${sql.lit(limit)}`
  if (filters.updatedSince === undefined) return sql<PageRow>`select name, version, ${entry} from versions ${limited}`
  // Find the keys first, with an index-only scan, then look up each entry: planning a join takes longer than reading five minutes of
  // changes. The clock is read in the same statement, so the page contains no change beyond it.
  return sql<PageRow>`
    select name, version,
      (select ${entry} from versions where versions.name = keys.name and versions.version = keys.version) as entry,
      (select number from change_clock) as as_of
    from (select name, version from versions ${limited}) as keys
    order by name, version`
}

/** The rows of matching names, as many as the page needs, scanning at most `maxNames` names. */
function walkNames(page: PageQuery, words: readonly string[], maxNames?: number): RawBuilder<PageRow> {
  const from = sql`select name, search_text from search_texts where ${fromName(page)}`
  // Without a limit, only the outer query sorts: an ordered subquery would be sorted as a whole.
  const names = maxNames === undefined ? from : sql`${from} order by name limit ${sql.lit(maxNames)}`
  const found = words.map((word) => sql`position(${word} in search_text) > 0`)
  return sql<PageRow>`
    select shown.* from (${names}) as names
    cross join lateral (${versionsOf(sql`names.name`, page, words)}) as shown
    where search_text is null or (${all(found)})
    order by names.name, shown.version limit ${sql.lit(page.limit)}`
}

// Includes the last name of the previous page, which may have more versions.
function fromName({ after }: PageQuery): RawBuilder<unknown> {
  return after ? sql`name >= ${after.name}` : sql`true`
}

/** The rows of the names that the word indexes find. */
function lookUpNames(page: PageQuery, words: readonly string[], ofWords: readonly FoundWord[]): RawBuilder<PageRow> {
  const rarest = Math.min(...ofWords.map(({ rows }) => rows))
  // An index lookup reads all entries of a word. For a frequent word, this takes longer than checking the texts that contain a rare one.
  const rare = ofWords.filter(({ rows }) => rows <= MUCH_MORE * rarest).map(({ word }) => word)
  const has = all([
    ...rare.map(toIndexed),
    ...words.filter((word) => !rare.includes(word)).map((word) => sql`position(${word} in search_text) > 0`),
  ])
  return sql<PageRow>`
    with names as materialized (
      select name from search_texts where ${has} and ${fromName(page)}
      union all
      select name from search_texts where search_text is null and ${fromName(page)}
    )
    select shown.* from (select name from names order by name) as names
    cross join lateral (${versionsOf(sql`names.name`, page, words)}) as shown
    order by names.name, shown.version limit ${sql.lit(page.limit)}`
}

/** The visible rows of one name. Its search text combines those of all its versions, so each version is checked. */
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
    select versions.name, version, ${entry} ${asOf} from versions
    where ${conditions} order by version limit ${sql.lit(limit)}`
}

// Conditions of partial indexes are literals, so that the planner can use these indexes.
function toConditions({ includeDeleted, version, updatedSince, asOf }: ListFilters): RawBuilder<unknown>[] {
  return [
    ...(includeDeleted === true ? [] : [sql`status <> 'deleted'`]),
    ...(version === 'latest' ? [sql`is_latest`] : version === undefined ? [] : [sql`version = ${version}`]),
    ...(updatedSince === undefined ? [] : [sql`updated_at > ${updatedSince}`]),
    ...(updatedSince === undefined || asOf === undefined ? [] : [sql`change_number <= ${asOf}`]),
  ]
}

/** Estimated row counts. */
interface Estimates {
  /** Rows that pass the filters; Infinity if no filter can be selective. */
  readonly shown: number
  /** Names that contain all the words. */
  readonly found: number
  readonly ofWords: readonly FoundWord[]
}

interface FoundWord {
  readonly word: string
  readonly rows: number
}

// More or longer words only add planning time.
const MAX_INDEXED_WORDS = 8
const MAX_INDEXED_LENGTH = 20
const MUCH_MORE = 20

async function estimate(db: QueryExecutorProvider, filters: ListFilters, words: readonly string[]): Promise<Estimates> {
  const indexed = words.slice(0, MAX_INDEXED_WORDS)
  const isNarrow = filters.updatedSince !== undefined || (filters.version !== undefined && filters.version !== 'latest')
  const [found = Infinity, ...others] = await estimateRows(db, [
    sql`search_texts where ${all(indexed.map(toIndexed))}`,
    ...(isNarrow ? [sql`versions where ${all(toConditions(filters))}`] : []),
    ...(indexed.length > 1 ? indexed.map((word) => sql`search_texts where ${toIndexed(word)}`) : []),
  ])
  const [shown = Infinity] = isNarrow ? others.splice(0, 1) : []
  return { shown, found, ofWords: indexed.map((word, nth) => ({ word, rows: others[nth] ?? found })) }
}

interface Plan {
  readonly 'Plan Rows': number
  readonly 'Subplan Name'?: string
  readonly Plans: readonly Plan[]
}

/** The estimated number of rows of each set, in one statement. */
async function estimateRows(db: QueryExecutorProvider, sets: readonly RawBuilder<unknown>[]): Promise<number[]> {
  const parts = sets.map((from, nth) => sql`${sql.ref(`set_${nth}`)} as materialized (select from ${from})`)
  const whole = sets.map((_, nth) => sql`select from ${sql.ref(`set_${nth}`)}`)
  const { rows } = await sql<{ 'QUERY PLAN': readonly [{ readonly Plan: Plan }] }>`
    explain (format json) with ${sql.join(parts)} ${sql.join(whole, sql` union all `)}`.execute(db)
  const plans = rows[0]?.['QUERY PLAN'][0].Plan.Plans ?? []
  return plans.filter((plan) => plan['Subplan Name'] !== undefined).map((plan) => plan['Plan Rows'])
}

/** An indexable condition that every text containing the word satisfies. */
function toIndexed(word: string): RawBuilder<unknown> {
  return hasThreeInARow(word)
    ? sql`search_text like ${toLikePattern(word)}`
    : sql`search_pairs(search_text) @> search_pairs(left(${word}, ${sql.lit(MAX_INDEXED_LENGTH)}))`
}

function all(conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)
}
