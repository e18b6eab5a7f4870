import { type QueryExecutorProvider, type RawBuilder, sql } from 'kysely'
import type { HitPosition, Search } from './search-cursor.js'
import { type SearchWords, toRankQuery, toTsQuery } from './search-query.js'

export interface HitQuery {
  readonly words: SearchWords
  readonly filters: Search['filters']
  readonly limit: number
  readonly after: HitPosition | undefined
}

export interface Hits {
  readonly rows: readonly HitRow[]
  readonly total: number
  /** Whether there are more hits than were examined. */
  readonly isPartial: boolean
  /** Number of hits per facet. */
  readonly facets: Readonly<Record<string, number>>
}

export interface HitRow extends HitPosition {
  readonly document: string
  readonly meta: string
}

/** Maximum number of hits that are ranked, which also bounds the time of a search. */
export const MAX_RANKED = 1_000
// If there are more hits, up to this many names that begin with the query are ranked in addition.
const MAX_SAME_BEGINNING = 250
// Likewise for entries whose own name, the part after the slash, contains the words.
const MAX_IN_NAMES = 250
const SAMPLE = 250
// Minimum share of hits in the sample for which a scan is faster than the GIN index, which first reads all entries of a word.
const FREQUENT = 0.2
// A partial index covers a quarter of the entries. If a word has enough hits there, the full index need not be read.
const QUARTER = 0.25
const inQuarter = sql`(sample_key & 3) = 0`

/**
 * The hits, best first: names equal to the query, names that begin with it, then the others by the fields that contain the words. If there
 * are more than `maxRanked` hits, only some are ranked: these names, entries with the words in their name, and a sample of the others.
 */
export async function findHits(tx: QueryExecutorProvider, query: HitQuery, maxRanked = MAX_RANKED): Promise<Hits> {
  if (query.words.words.length === 0) return NOTHING
  const frequency = await findFrequency(tx, query, maxRanked)
  const hits = await rank(tx, query, frequency, maxRanked)
  // If a part of the entries has too few hits, the sample was not representative, so search all entries.
  return frequency.among === 'all' || hits.isPartial ? hits : rank(tx, query, { ...frequency, among: 'all' }, maxRanked)
}

const NOTHING: Hits = { rows: [], total: 0, isPartial: false, facets: {} }

interface Frequency {
  /** Where enough hits are expected: in the first entries of a scan, in a quarter of the entries, or only in all of them. */
  readonly among: 'walked' | 'quarter' | 'all'
  /** Whether a large share of all names contain the words. */
  readonly isFrequentInNames: boolean
}

async function findFrequency(tx: QueryExecutorProvider, { words, filters }: HitQuery, maxRanked: number): Promise<Frequency> {
  const query = sql`${toTsQuery(words)}::tsquery`
  const { rows } = await sql<{ sampled: number; hits: number; names: number; entries: number }>`
    select count(*) as sampled, count(*) filter (where is_hit) as hits, count(*) filter (where is_hit and name_words @@ ${query}) as names,
      (select reltuples::float8 from pg_class where oid = 'search_entries'::regclass) as entries
    from (
      select words @@ ${query} and ${toConditions(filters)} as is_hit, name_words
      from search_entries order by sample_key limit ${SAMPLE}
    ) as sample`.execute(tx)
  const { sampled, hits, names, entries } = rows[0] ?? { sampled: 0, hits: 0, names: 0, entries: 0 }
  if (sampled < SAMPLE) return { among: 'all', isFrequentInNames: false }
  const isInQuarter = (hits / SAMPLE) * entries * QUARTER > maxRanked
  return {
    among: hits >= FREQUENT * SAMPLE ? 'walked' : isInQuarter ? 'quarter' : 'all',
    isFrequentInNames: names >= FREQUENT * SAMPLE,
  }
}

async function rank(
  tx: QueryExecutorProvider,
  { words, filters, limit, after }: HitQuery,
  { among, isFrequentInNames }: Frequency,
  maxRanked: number,
): Promise<Hits> {
  const query = sql`${toTsQuery(words)}::tsquery`
  const passing = toConditions(filters)
  const hit = sql`name, ${toScore(words)} as score, facets`
  const ranked = sql.raw(String(maxRanked))
  const isPartial = sql`(select is_partial from scope)`
  const entries =
    among === 'walked'
      ? sql`(select * from search_entries order by sample_key limit ${sql.raw(String(Math.ceil((2 * maxRanked) / FREQUENT)))}) as walked`
      : sql`search_entries`
  // If the words are frequent in names, the scanned entries already contain enough such hits.
  const inNames = isFrequentInNames
    ? sql``
    : sql`union all
      (select ${hit} from search_entries where ${isPartial} and name_words @@ ${query} and ${passing} limit ${sql.raw(String(MAX_IN_NAMES))})`
  const behind = after
    ? sql`where (-score, length(name), name) > (${-after.score}::int, length(${after.name}::text), ${after.name}::text)`
    : sql``
  const { rows } = await sql<Row>`
    with anywhere as materialized (
      select ${hit} from ${entries} where words @@ ${query} and ${passing} ${among === 'quarter' ? sql`and ${inQuarter}` : sql``} limit ${ranked} + 1
    ), scope as materialized (
      select count(*) > ${ranked} as is_partial from anywhere
    ), best as materialized (
      ${toBeginnings(words, { hit, passing, isPartial })} ${inNames}
    ), hits as materialized (
      select name, score, facets from anywhere union select name, score, facets from best where ${isPartial}
    ), page as materialized (
      select name, score from hits ${behind} order by score desc, length(name), name limit ${limit}
    )
    select summary.*, found.name, found.score, found.document, found.meta
    from (
      select
        (select count(*) from hits) as total,
        ${isPartial} as is_partial,
        (select json_object_agg(facet, hits) from (
          select facet, sum(hits) as hits from (select facets, count(*) as hits from hits group by facets) as alike, unnest(facets) as facet
          group by facet
        ) as f)::text as facets
    ) as summary
    left join (
      select page.name, page.score, versions.document, versions.meta
      from page join versions on versions.name = page.name and versions.is_latest
    ) as found on true
    order by found.score desc, length(found.name), found.name`.execute(tx)
  const [first] = rows
  return {
    rows: rows.flatMap(({ name, score, document, meta }) => (name === null ? [] : [{ name, score, document, meta }])),
    total: first?.total ?? 0,
    isPartial: first?.is_partial ?? false,
    facets: JSON.parse(first?.facets ?? '{}') as Record<string, number>,
  }
}

interface Row {
  readonly total: number
  readonly is_partial: boolean
  readonly facets: string | null
  /** Null in the only row of a page without hits. */
  readonly name: string | null
  readonly score: number
  readonly document: string
  readonly meta: string
}

function toConditions({ packageType, transport, capability, status }: Search['filters']): RawBuilder<unknown> {
  const facets = Object.entries({ package: packageType, transport, capability, status })
    .filter(([, value]) => value !== undefined)
    .map(([kind, value]) => `${kind}:${value}`)
  const shown = status === undefined ? sql`not is_deleted` : sql`true`
  return facets.length === 0 ? shown : sql`${shown} and facets @> ${facets}::text[]`
}

// The score of the name (0 to 4) is multiplied by 1,000,000 and the rank by 100,000, so a better match of the name always wins.
function toScore(words: SearchWords): RawBuilder<unknown> {
  const { slug } = words
  const rank = (query: string) => sql`ts_rank('{0.1, 0.25, 0.5, 1}', words, ${query}::tsquery)`
  return sql`(
    case
      when full_slug = ${slug} then 4
      when slug = ${slug} then 3
      when starts_with(slug, ${slug}) or (${words.isFullName} and starts_with(full_slug, ${slug})) then 2
      else 0
    end * 1000000
    + round(100000 * (${rank(toRankQuery(words, { isPrefix: true }))} + ${rank(toRankQuery(words, { isPrefix: false }))})))::int`
}

/** The names that begin with the query, in order. Uses the indexes on the names, since the word index also finds words in other places. */
function toBeginnings(
  { slug, isFullName }: SearchWords,
  { hit, passing, isPartial }: Readonly<Record<'hit' | 'passing' | 'isPartial', RawBuilder<unknown>>>,
): RawBuilder<unknown> {
  const columns = isFullName ? ['slug', 'full_slug'] : ['slug']
  const branches = columns.map((name) => {
    const column = sql.ref(name)
    return sql`select ${hit} from (
      select * from search_entries where ${isPartial} and ${column} >= ${slug} and ${column} < ${`${slug}\u{10FFFF}`}
      order by ${column}, name limit ${sql.raw(String(MAX_SAME_BEGINNING))}
    ) as ${sql.ref(`by_${name}`)} where ${passing}`
  })
  return sql.join(branches, sql` union all `)
}
