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

/** How many names are looked at one after the other before a search turns to the index of words: a few milliseconds' worth. */
const WALKED_NAMES = 5_000

/** How many names are walked in the time in which an index finds one. */
const WALKED_IN_PLACE_OF_ONE = 5

/** Up to how many it takes less time to fetch all and sort them than, at worst, to walk everything in its order. */
const SORTED_ROWS = 20_000

/** The next versions in byte order of name and version. The bounds decide how they are found, not which. */
export async function findPage(
  db: QueryExecutorProvider,
  page: PageQuery,
  { walkedNames, sortedRows }: SearchBounds = { walkedNames: WALKED_NAMES, sortedRows: SORTED_ROWS },
): Promise<PageRow[]> {
  const words = toSearchWords(page.filters.search ?? '')
  if (words.length === 0) return run(db, seek(page))

  // Which way is quick depends on how frequent the words are, and on where the names are that have them: a word of a namespace has all
  // of its names in one place. So a search for what is not rare walks at first, and leaves to an index what it has not found soon.
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

/** The rows by an index in the order of the answer; where few of them are recent enough, by the index of their times. */
function seek({ filters, limit, after }: PageQuery, words: readonly string[] = []): RawBuilder<PageRow> {
  const conditions = all([
    ...(after ? [sql`(name, version) > (${after.name}, ${after.version})`] : []),
    ...toConditions(filters),
    ...words.map((word) => sql`position(${word} in search_text) > 0`),
  ])
  const limited = sql`where ${conditions} order by name, version limit ${sql.lit(limit)}`
  if (filters.updatedSince === undefined) return sql<PageRow>`select name, version, ${entry} from versions ${limited}`
  // The keys first, which an index tells without their rows. Each entry by itself: to plan a join takes longer than to read what changed
  // in five minutes. The clock in the same statement, so that the page shows no change beyond it.
  return sql<PageRow>`
    select name, version,
      (select ${entry} from versions where versions.name = keys.name and versions.version = keys.version) as entry,
      (select number from change_clock) as as_of
    from (select name, version from versions ${limited}) as keys
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

// The name before the page may have more versions.
function fromName({ after }: PageQuery): RawBuilder<unknown> {
  return after ? sql`name >= ${after.name}` : sql`true`
}

/** The rows of the names that the indexes of words find. */
function lookUpNames(page: PageQuery, words: readonly string[], ofWords: readonly FoundWord[]): RawBuilder<PageRow> {
  const rarest = Math.min(...ofWords.map(({ rows }) => rows))
  // An index reads all that it has of a word, which of a frequent one takes longer than to look at the texts that have a rare one.
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
    select versions.name, version, ${entry} ${asOf} from versions
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

/** About how many rows there are. */
interface Estimates {
  /** That a filter leaves which may leave few; Infinity without one. */
  readonly shown: number
  /** Names that have all the words. */
  readonly found: number
  readonly ofWords: readonly FoundWord[]
}

interface FoundWord {
  readonly word: string
  readonly rows: number
}

// More of them, and more of a word, only cost planning time.
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

/** About how many rows each of these has, in one statement. */
async function estimateRows(db: QueryExecutorProvider, sets: readonly RawBuilder<unknown>[]): Promise<number[]> {
  const parts = sets.map((from, nth) => sql`${sql.ref(`set_${nth}`)} as materialized (select from ${from})`)
  const whole = sets.map((_, nth) => sql`select from ${sql.ref(`set_${nth}`)}`)
  const { rows } = await sql<{ 'QUERY PLAN': readonly [{ readonly Plan: Plan }] }>`
    explain (format json) with ${sql.join(parts)} ${sql.join(whole, sql` union all `)}`.execute(db)
  const plans = rows[0]?.['QUERY PLAN'][0].Plan.Plans ?? []
  return plans.filter((plan) => plan['Subplan Name'] !== undefined).map((plan) => plan['Plan Rows'])
}

/** What an index can find of the condition that a text has the word. */
function toIndexed(word: string): RawBuilder<unknown> {
  return hasThreeInARow(word)
    ? sql`search_text like ${toLikePattern(word)}`
    : sql`search_pairs(search_text) @> search_pairs(left(${word}, ${sql.lit(MAX_INDEXED_LENGTH)}))`
}

function all(conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)
}
