import type { SearchResult, ServerJson } from '@mcp-registry/contract'
import type { ImportedEntry } from '../../src/catalog/import/imported-entry.js'
import { upsertImportedEntries } from '../harness/upsert-imported-entries.js'
import { type SearchQuery, searchServers } from '../../src/search/search-servers.js'
import { toTestCatalog } from '../harness/open-test-catalog.js'
import { openTestStore } from '../harness/open-test-store.js'

const OFFICIAL = 'io.modelcontextprotocol.registry/official'

/** A catalog with a search over it. Use it with `await using`. */
export async function openTestSearch() {
  const store = await openTestStore()
  const catalog = toTestCatalog(store)
  const search = async (query: SearchQuery): Promise<SearchResult> =>
    JSON.parse(String((await searchServers({ store }, query)).body))
  return {
    ...catalog,
    store,
    search,
    /** The names that are found, in order. */
    find: async (q: string, query: SearchQuery = {}) => (await search({ q, ...query })).servers.map(({ server }) => server.name),
    import: (entries: readonly (Partial<ServerJson> & { status?: string })[]) =>
      upsertImportedEntries(catalog.services, entries.map(toImported)),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}

function toImported({ status = 'active', ...fields }: Partial<ServerJson> & { status?: string }): ImportedEntry {
  const { name = 'com.example/tool', version = '1.0.0' } = fields
  const document = JSON.stringify({ description: 'Nothing to see', ...fields, name, version })
  const times = { publishedAt: '2025-10-09T17:05:17.793Z', updatedAt: '2025-10-09T17:05:17.793Z' }
  return { name, version, document, meta: { [OFFICIAL]: { status, ...times, isLatest: true } } }
}

export function npmPackage(identifier: string) {
  return { registryType: 'npm', identifier, version: '1.0.0', transport: { type: 'stdio' as const } }
}
