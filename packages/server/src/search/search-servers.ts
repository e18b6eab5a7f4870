import { RegistryError } from '@mcp-registry/contract'
import { sql, type Transaction } from 'kysely'
import { DEFAULT_LIMIT } from '../catalog/list/list-servers.js'
import { type SearchText, toSearchRefusal } from '../entries/search-text.js'
import { toEntry } from '../entries/to-entry.js'
import type { Answer } from '../cache/response-cache.js'
import type { Database } from '../store/database.js'
import type { Store } from '../store/open-store.js'
import { findCorrections } from './find-corrections.js'
import { findHits, type HitRow, type Hits } from './find-hits.js'
import { listFacets } from './list-facets.js'
import { listHighlights } from './list-highlights.js'
import { decodeSearchCursor, encodeSearchCursor, type Search } from './search-cursor.js'
import { isCorrectedText, parseQueryText } from './query-text.js'
import { correctWords, type SearchWords, toQueryWords } from './search-query.js'

type Filters = Search['filters']

export interface SearchQuery extends Filters {
  /** Not needed with a cursor, which contains it. */
  readonly q?: string
  readonly cursor?: string
  /** 1 to 100. */
  readonly limit?: number
}

/**
 * The servers whose latest version contains all the words, best first; the last word may be a prefix. If there are no hits, misspelt words
 * are corrected; if there are still none, one matching word is enough.
 */
export async function searchServers({ store }: { store: Store }, query: SearchQuery): Promise<Answer> {
  const { limit = DEFAULT_LIMIT, cursor, q, ...filters } = query
  const text = q === undefined ? undefined : requireQueryText(q)
  const carried = cursor === undefined ? undefined : decodeSearchCursor(cursor)
  if (carried) requireSameSearch({ ...query, ...(text !== undefined && { q: text }) }, carried.search)
  const { search, hits } = await read(store, async (tx) => {
    // Fetch one hit more than the page holds, to detect a next page.
    const find: Find = (wanted) => findHits(tx, { ...wanted, words: toWords(wanted), limit: limit + 1, after: carried?.after })
    if (carried) return { search: carried.search, hits: await find(carried.search) }
    if (text === undefined) throw new RegistryError('invalid-parameter', 'query.q is required. Say what to look for.')
    return searchWithFallbacks(tx, { q: text, filters, isAny: false }, find)
  })
  // A change to any server may add a hit, or displace one.
  return { body: toText(search, hits, limit), ranges: [{}] }
}

function requireQueryText(q: string): SearchText {
  const text = parseQueryText(q)
  if (text.ok) return text.value
  throw toSearchRefusal('q', text.errors.join(' and '))
}

type Find = (search: Search) => Promise<Hits>

async function searchWithFallbacks(
  tx: Transaction<Database>,
  asked: Search,
  find: Find,
): Promise<{ search: Search; hits: Hits }> {
  const exact = await find(asked)
  if (exact.total > 0) return { search: asked, hits: exact }
  const corrected = correctWords(asked.q, await findCorrections(tx, toWords(asked).words))
  const isCorrected = corrected !== asked.q && isCorrectedText(corrected)
  const close = isCorrected ? { ...asked, corrected } : asked
  if (isCorrected) {
    const hits = await find(close)
    if (hits.total > 0) return { search: close, hits }
  }
  if (toWords(close).words.length > 1) {
    const any = { ...close, isAny: true }
    const hits = await find(any)
    if (hits.total > 0) return { search: any, hits }
  }
  return { search: asked, hits: exact }
}

function toWords({ q, corrected, isAny }: Search): SearchWords {
  return { ...toQueryWords(corrected ?? q), isAny }
}

/**
 * Reads with the settings that a bounded search needs. By default, the planner prefers a sequential scan that stops after enough hits. This
 * is fast for a frequent word, but scans the whole table for a word whose frequency is overestimated.
 */
function read<T>(store: Store, search: (tx: Transaction<Database>) => Promise<T>): Promise<T> {
  return store.db.transaction().execute(async (tx) => {
    await sql`
      select set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),
        set_config('max_parallel_workers_per_gather', '0', true), set_config('pg_trgm.similarity_threshold', '0.2', true)
      `.execute(tx)
    return search(tx)
  })
}

function requireSameSearch({ q, packageType, transport, capability, status }: SearchQuery, carried: Search): void {
  const asked = { q, packageType, transport, capability, status }
  const differs = { ...carried.filters, q: carried.q }
  const names = (Object.keys(asked) as (keyof typeof asked)[]).filter(
    (key) => asked[key] !== undefined && asked[key] !== differs[key],
  )
  if (names.length === 0) return
  throw new RegistryError(
    'invalid-cursor',
    `The cursor belongs to another search (${names.map((name) => PARAMETERS[name]).join(', ')}). Send what it was made for, or only the cursor.`,
  )
}

const PARAMETERS = {
  q: 'q',
  packageType: 'package_type',
  transport: 'transport',
  capability: 'capability',
  status: 'status',
} as const

function toText(search: Search, { rows, total, isPartial, facets }: Hits, limit: number): string {
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  const metadata = {
    count: page.length,
    ...(last && { nextCursor: encodeSearchCursor({ search, after: { score: last.score, name: last.name } }) }),
    total: { value: total, relation: isPartial ? 'gte' : 'eq' },
    matched: search.isAny ? 'any' : 'all',
    ...(search.corrected !== undefined && { corrected: search.corrected }),
  }
  const words = toWords(search)
  const servers = page.map((row) => toHit(row, words)).join(',')
  return `{"servers":[${servers}],"metadata":${JSON.stringify(metadata)},"facets":${JSON.stringify(listFacets(facets))}}`
}

function toHit(row: HitRow, words: SearchWords): string {
  const highlights = listHighlights(row.name, JSON.parse(row.document), words)
  return `${toEntry(row).slice(0, -1)},"highlights":${JSON.stringify(highlights)}}`
}
