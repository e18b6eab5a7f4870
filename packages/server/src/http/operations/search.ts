import { RegistryStats, SearchedCapability, SearchResult, Status } from '@mcp-registry/contract'
import Type from 'typebox'
import { getStats } from '../../aggregators/get-stats.js'
import { MAX_OPAQUE_LENGTH } from '../../entries/opaque-text.js'
import { MAX_SEARCH_LENGTH, MAX_SEARCH_WORDS } from '../../entries/search-text.js'
import { MAX_FACET_LENGTH } from '../../search/index/search-entry.js'
import { searchServers } from '../../search/search-servers.js'
import type { Reads } from '../../cache/open-reads.js'
import type { Services } from '../../services.js'
import { exampleEntry } from '../examples.js'
import { defineCachedOperation, defineOperation, type Operation } from '../operation.js'

const SearchServersQuery = Type.Object({
  q: Type.Optional(
    Type.String({
      maxLength: MAX_SEARCH_LENGTH,
      description: `Words to look for, at most ${MAX_SEARCH_WORDS}. The last may be the beginning of one.`,
      examples: ['weather forec'],
    }),
  ),
  cursor: Type.Optional(
    Type.String({
      maxLength: MAX_OPAQUE_LENGTH,
      description: 'The `nextCursor` of the previous page. It includes the query and the filters.',
    }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 30, description: 'Maximum results per page.' })),
  package_type: Type.Optional(
    Type.String({ maxLength: MAX_FACET_LENGTH, description: 'Only servers with a package of this type.', examples: ['npm'] }),
  ),
  transport: Type.Optional(
    Type.String({
      maxLength: MAX_FACET_LENGTH,
      description: 'Only servers with a package or remote of this transport.',
      examples: ['streamable-http'],
    }),
  ),
  capability: Type.Optional(
    Type.Union(SearchedCapability.anyOf, {
      description: 'Only servers whose publisher recorded this capability, with `mcp-publisher inspect`.',
      examples: ['tools'],
    }),
  ),
  status: Type.Optional(Type.Union(Status.anyOf, { description: 'Only this status. Default: all except `deleted`.' })),
})

/** Operations for search by relevance and for statistics. */
export function searchOperations(services: Services & { readonly reads: Reads }): readonly Operation[] {
  const base = `/x/${services.config.extensionNamespace}`
  return [
    defineCachedOperation({
      path: `${base}/search`,
      operationId: 'searchServers',
      tag: 'aggregators',
      summary: 'Search servers by relevance',
      description:
        'Looks through name, title, description and package identifiers of the latest version of every server, and the tools, prompts and resources that its publisher recorded. Names that are or begin with what is looked for come first, then words in the name, the title, the identifiers, the description and what was recorded. If no server has all the words, misspelt ones are corrected; if none has them still, one word is enough.',
      query: SearchServersQuery,
      budget: () => 'search',
      answer: {
        schema: SearchResult,
        description: 'A page of results.',
        example: {
          servers: [{ ...exampleEntry, highlights: [{ path: 'name', ranges: [[16, 23]] }] }],
          metadata: { count: 1, total: { value: 1, relation: 'eq' }, matched: 'all', corrected: 'weather' },
          facets: {
            packageTypes: [{ value: 'npm', count: 1 }],
            transports: [
              { value: 'stdio', count: 1 },
              { value: 'streamable-http', count: 1 },
            ],
            capabilities: [{ value: 'tools', count: 1 }],
            statuses: [{ value: 'active', count: 1 }],
          },
        },
      },
      errors: ['invalid-cursor', 'database-unavailable'],
      handle: ({ query: { package_type: packageType, ...query } }) =>
        searchServers(services.reads, { ...query, ...(packageType !== undefined && { packageType }) }),
    }),
    defineOperation({
      method: 'GET',
      path: `${base}/stats`,
      operationId: 'getStats',
      tag: 'aggregators',
      summary: 'Get statistics',
      access: 'public',
      answer: {
        schema: RegistryStats,
        description: 'The counts.',
        example: {
          servers: {
            total: 2,
            byStatus: { active: 1, deprecated: 1, deleted: 0 },
            byPackageType: { npm: 2 },
            byTransport: { stdio: 2, 'streamable-http': 1 },
            withRemotes: 1,
          },
          versions: { total: 3, byStatus: { active: 2, deprecated: 1, deleted: 0 } },
          publishedPerDay: [{ day: '2026-01-05', count: 3 }],
          change: 17,
          epoch: '6f1f0c…',
          changedAt: '2026-01-05T10:00:00.000000Z',
        },
      },
      errors: ['database-unavailable'],
      handle: () => getStats(services),
    }),
  ]
}
