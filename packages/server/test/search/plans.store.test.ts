import { CompiledQuery, type RootOperationNode, sql } from 'kysely'
import { expect } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { insertVersions } from '../../src/catalog/rows/write-versions.js'
import { readEntry, toImportedRow } from '../../src/catalog/import/imported-entry.js'
import { MAX_RANKED } from '../../src/search/find-hits.js'
import type { Store } from '../../src/store/open-store.js'
import { searchServers } from '../../src/search/search-servers.js'
import { openTestSearch } from './open-test-search.js'

const COUNT = 10_000
const TIME = '2025-10-09T17:05:17.793149Z'

/** Servers with a word that all have, one that a twentieth has, and one that each has alone. */
async function fill(store: Store): Promise<void> {
  for (let from = 0; from < COUNT; from += 2_000) {
    const rows = Array.from({ length: 2_000 }, (_, index) => {
      const n = from + index
      const name = `com.example/${n % 3 === 0 ? 'mcp-' : ''}s${n}`
      const packages = [{ registryType: n % 100 === 0 ? 'nuget' : 'npm', identifier: `p${n}`, transport: { type: 'stdio' } }]
      const document = JSON.stringify({
        name,
        description: `An mcp server ${n % 20 === 0 ? 'inventory' : ''} ${toWord(n)}`,
        packages,
      })
      const read = readEntry({ name, version: '1.0.0', document, meta: {} }, new Date())
      return { ...toImportedRow(read, true, { publishedAt: TIME, updatedAt: TIME }), change_number: n + 1 }
    })
    await store.transaction((tx) => insertVersions(tx, rows))
  }
  await sql`analyze`.execute(store.db)
}

const toWord = (n: number) => Array.from(String(n).padStart(6, '0'), (digit) => 'bdfklmnprs'[Number(digit)]).join('')

verifies(
  'search:bounded',
  'no search reads a whole table, and one of a frequent word says that there are more',
  async () => {
    await using registry = await openTestSearch()
    const { store, search } = registry
    await fill(store)
    const rare = await search({ q: toWord(17) })
    expect(rare.metadata.total).toEqual({ value: 1, relation: 'eq' })
    expect((await search({ q: 'inventory mcp' })).metadata.total).toEqual({ value: COUNT / 20, relation: 'eq' })
    expect((await search({ q: 'server', packageType: 'nuget' })).metadata.total).toEqual({ value: COUNT / 100, relation: 'eq' })
    const frequent = await search({ q: 'mcp', limit: 100 })
    expect(frequent.metadata.total.relation).toBe('gte')
    expect(frequent.metadata.total.value).toBeGreaterThanOrEqual(MAX_RANKED)
    expect(frequent.servers.every(({ server }) => server.name.startsWith('com.example/mcp-'))).toBe(true)
    const names = new Set<string>()
    for (let page = frequent; ; page = await search({ cursor: page.metadata.nextCursor ?? '', limit: 1_000 })) {
      for (const { server } of page.servers) names.add(server.name)
      if (page.metadata.nextCursor === undefined) break
    }
    expect(names.size).toBe(frequent.metadata.total.value)
    for (const q of [toWord(17), 'mcp', 'mcp server', 'inventory', 'toolz mcp', 'dbfklm', 'com.example/s17'])
      expect(await explain(store, q), q).not.toMatch(/Seq Scan on (?:versions|search_entries|search_words)/)
  },
  120_000,
)

/** The plans of the statements of a search, with the settings that it makes. */
async function explain(store: Store, q: string): Promise<string> {
  const nodes: RootOperationNode[] = []
  const db = store.db.withPlugin({
    transformQuery({ node }) {
      nodes.push(node)
      return node
    },
    transformResult: async ({ result }) => result,
  })
  await searchServers({ store: { ...store, db } }, { q })
  const [settings, ...queries] = nodes.map((node) => store.db.getExecutor().compileQuery(node, { queryId: 'explained' }))
  return store.db.transaction().execute(async (tx) => {
    if (settings) await tx.executeQuery(settings)
    const plans: string[] = []
    for (const query of queries) {
      const { rows } = await tx.executeQuery<{ 'QUERY PLAN': string }>(
        CompiledQuery.raw(`explain ${query.sql}`, [...query.parameters]),
      )
      plans.push(...rows.map((row) => row['QUERY PLAN']))
    }
    return plans.join('\n')
  })
}
