import type { Highlight, SearchFacets, SearchResult, ServerList, ServerResponse, Status } from '@mcp-registry/contract'
import { path } from './path.js'
import { readRecord, readServerList } from './read-answer.js'
import { isRegistryClientError } from './registry-client-error.js'
import type { Transport } from './transport.js'
import type { CallOptions } from './transport-options.js'

/** The words and filters of a search. Source: docs/openapi.json, the search extension. */
export interface SearchServersQuery {
  /** The words to search for. Required without a cursor. */
  readonly q?: string
  /** The `nextCursor` of the page before. */
  readonly cursor?: string
  /** Servers per page, 1 to 100. The default of the registry is 30. */
  readonly limit?: number
  /** A package type, such as `npm` or `oci`. */
  readonly packageType?: string
  /** A transport: `stdio`, `streamable-http` or `sse`. */
  readonly transport?: string
  /** Default: every status but `deleted`. */
  readonly status?: Status
}

/** Options of `searchServers`. */
export interface SearchServersOptions extends CallOptions {
  /** The namespace of the registry's extensions. Default: `io.modelcontextprotocol.registry`. */
  readonly extensionNamespace?: string
}

/** The servers found: in order of relevance if the registry ranks, else in order of names. */
export interface FoundServers {
  /** Whether the registry ranked the results. */
  readonly isRanked: boolean
  readonly servers: readonly (ServerResponse & { readonly highlights?: readonly Highlight[] })[]
  /** Only a registry that ranks sets more than `count` and `nextCursor`. */
  readonly metadata: Pick<SearchResult['metadata'], 'count' | 'nextCursor'> &
    Partial<Omit<SearchResult['metadata'], 'count' | 'nextCursor'>>
  readonly facets?: SearchFacets
}

/** The list of a registry: what stands in for a search that it does not offer. */
type ListServers = (
  query: Pick<SearchServersQuery, 'cursor' | 'limit'> & { readonly search?: string; readonly version?: string },
  options: CallOptions,
) => Promise<ServerList>

const DEFAULT_NAMESPACE = 'io.modelcontextprotocol.registry'

/** Searches by relevance where the registry offers it, and by the search of its list where it does not. */
export async function searchServers(
  transport: Transport,
  listServers: ListServers,
  query: SearchServersQuery,
  { extensionNamespace = DEFAULT_NAMESPACE, ...call }: SearchServersOptions,
): Promise<FoundServers> {
  try {
    return await searchRanked(transport, query, extensionNamespace, call)
  } catch (error) {
    const isAbsent = isRegistryClientError(error) && error.status === 404
    // The list knows no such filters, and what ignores them is not what was asked for.
    const isNarrowed = query.packageType !== undefined || query.transport !== undefined || query.status !== undefined
    if (!isAbsent || isNarrowed) throw error
    const { q, cursor, limit } = query
    const filters = { version: 'latest', ...(q !== undefined && { search: q }) }
    const list = await listServers(
      { ...filters, ...(cursor !== undefined && { cursor }), ...(limit !== undefined && { limit }) },
      call,
    )
    return { isRanked: false, ...list }
  }
}

async function searchRanked(
  transport: Transport,
  { q, cursor, limit, packageType, transport: transportType, status }: SearchServersQuery,
  namespace: string,
  call: CallOptions,
): Promise<FoundServers> {
  const { body } = await transport.send(
    {
      method: 'GET',
      path: path`/x/${namespace}/search`,
      query: { q, cursor, limit: limit?.toString(), package_type: packageType, transport: transportType, status },
      isIdempotent: true,
    },
    call,
  )
  const { metadata, facets } = readRecord<SearchResult>(body, 'what it found', 'servers', 'metadata', 'facets')
  return { isRanked: true, servers: readServerList(body).servers, metadata, facets }
}
