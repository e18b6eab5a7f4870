import type {
  Highlight,
  SearchedCapability,
  SearchFacets,
  SearchResult,
  ServerList,
  ServerResponse,
  Status,
} from '@mcp-registry/contract'
import { DEFAULT_EXTENSION_NAMESPACE, type ExtensionOptions } from './extension-options.js'
import { path } from './path.js'
import { readRecord, readServerList } from './read-answer.js'
import { isRegistryClientError } from './registry-client-error.js'
import type { Transport } from './transport.js'
import type { CallOptions } from './transport-options.js'

/** The query and filters of a search. Source: docs/openapi.json, the search extension. */
export interface SearchServersQuery {
  /** The words to search for. Required without a cursor. */
  readonly q?: string
  /** The `nextCursor` of the previous page. */
  readonly cursor?: string
  /** Servers per page, 1 to 100. The registry defaults to 30. */
  readonly limit?: number
  /** A package type, such as `npm` or `oci`. */
  readonly packageType?: string
  /** A transport: `stdio`, `streamable-http` or `sse`. */
  readonly transport?: string
  /** Only servers whose publisher recorded this capability. */
  readonly capability?: SearchedCapability
  /** Default: every status except `deleted`. */
  readonly status?: Status
}

/** Options of `searchServers`. */
export type SearchServersOptions = ExtensionOptions

/** The servers found: in order of relevance if the registry ranks results, otherwise in order of name. */
export interface FoundServers {
  /** Whether the registry ranked the results. */
  readonly isRanked: boolean
  readonly servers: readonly (ServerResponse & { readonly highlights?: readonly Highlight[] })[]
  /** Fields other than `count` and `nextCursor` are set only by registries that rank results. */
  readonly metadata: Pick<SearchResult['metadata'], 'count' | 'nextCursor'> &
    Partial<Omit<SearchResult['metadata'], 'count' | 'nextCursor'>>
  readonly facets?: SearchFacets
}

/** The list of a registry: the fallback if the registry does not support search. */
type ListServers = (
  query: Pick<SearchServersQuery, 'cursor' | 'limit'> & { readonly search?: string; readonly version?: string },
  options: CallOptions,
) => Promise<ServerList>

/** Uses the ranked search of the registry if supported, otherwise the search of its list. */
export async function searchServers(
  transport: Transport,
  listServers: ListServers,
  query: SearchServersQuery,
  { extensionNamespace = DEFAULT_EXTENSION_NAMESPACE, ...call }: SearchServersOptions,
): Promise<FoundServers> {
  try {
    return await searchRanked(transport, query, extensionNamespace, call)
  } catch (error) {
    const isAbsent = isRegistryClientError(error) && error.status === 404
    // The list does not support these filters, and would ignore them.
    const { packageType, transport: transportType, capability, status } = query
    const isNarrowed = [packageType, transportType, capability, status].some((filter) => filter !== undefined)
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
  { q, cursor, limit, packageType, transport: transportType, capability, status }: SearchServersQuery,
  namespace: string,
  call: CallOptions,
): Promise<FoundServers> {
  const { body } = await transport.send(
    {
      method: 'GET',
      path: path`/x/${namespace}/search`,
      query: { q, cursor, limit: limit?.toString(), package_type: packageType, transport: transportType, capability, status },
      isIdempotent: true,
    },
    call,
  )
  const { metadata, facets } = readRecord<SearchResult>(body, 'what it found', 'servers', 'metadata', 'facets')
  return { isRanked: true, servers: readServerList(body).servers, metadata, facets }
}
