import { sql } from 'kysely'
import { openStore, type Store } from '@mcp-registry/server'
import { type Bench, type Part, repeat, start, toGeneratorNote, toMean, toP99s } from '../bench.js'
import { wordOfRank } from '../data/words.js'
import { toDatabase } from '../to-database.js'

const CONNECTIONS = 4
const VARIANTS = 12

/** Ranks of words by the share of entries that contain them: a handful of entries, and one in fifty. */
const RARE = 15_000
const COMMON = 48

/** Searches of the list, compared with the same search as a sequential scan. */
export const search: Part = {
  name: 'search',
  async *measure(bench) {
    const kinds = listKinds()
    // Runs before the registry opens the database, since only one process can open the embedded one.
    const scans = await measureScans(bench, kinds)
    await using registry = await start(bench, 0)
    for (const [nth, { what, searches }] of kinds.entries()) {
      const requests = searches.flatMap((text) =>
        ['', '&version=latest'].map((more) => ({ path: `/v0.1/servers?search=${encodeURIComponent(text)}${more}` })),
      )
      const results = await repeat(bench, { url: registry.url, requests, connections: CONNECTIONS }, { isWarm: nth > 0 })
      const mean = toMean(results, CONNECTIONS)
      yield bench.row(`search, ${what}: p99`, 'ms', toP99s(results), {
        goal: 'search, p99',
        besides: `mean ${mean.toFixed(1)} ms, without an index ${scans[nth]?.toFixed(0)} ms, ${toGeneratorNote(results)}`,
        costMs: mean,
      })
    }
  },
}

interface Kind {
  readonly what: string
  readonly searches: readonly string[]
}

function listKinds(): Kind[] {
  const words = (rank: number) => Array.from({ length: VARIANTS }, (_, nth) => wordOfRank(rank + nth))
  return [
    { what: 'a rare word', searches: words(RARE) },
    { what: 'a word of 2 % of the entries', searches: words(COMMON) },
    { what: 'a word that nearly every entry has', searches: ['mcp', 'server', 'MCP'] },
    { what: 'two words', searches: words(COMMON).map((word, nth) => `${word} ${wordOfRank(nth * 3)}`) },
    { what: 'a word of 2 % and one that nearly all have', searches: words(COMMON).map((word) => `mcp ${word}`) },
    { what: 'a rare word and one that nearly all have', searches: words(RARE).map((word) => `server ${word}`) },
    { what: 'two letters', searches: ['ai', 'db', 'ku', 'qz', 'xu', 'ze', 'th', 'vy'] },
    { what: 'a word that none has', searches: ['qqqqqq', 'zzzyyyxxx'] },
  ]
}

async function measureScans(bench: Bench, kinds: readonly Kind[]): Promise<number[]> {
  const store = await openStore(toDatabase(bench))
  try {
    const taken: number[] = []
    for (const { searches } of kinds) taken.push(await measureScan(store, searches[0] ?? ''))
    return taken
  } finally {
    await store.close()
  }
}

/** The duration of the same search as a sequential scan. */
async function measureScan(store: Store, text: string): Promise<number> {
  const conditions = text.split(' ').map((word) => sql`search_text like ${`%${word.toLowerCase()}%`}`)
  return store.transaction(async (tx) => {
    await sql`set local enable_indexscan = off`.execute(tx)
    await sql`set local enable_bitmapscan = off`.execute(tx)
    const startedAt = performance.now()
    await sql`
      select name, version, document, meta from versions
      where status <> 'deleted' and ${sql.join(conditions, sql` and `)} order by name, version limit 31`.execute(tx)
    return performance.now() - startedAt
  })
}
