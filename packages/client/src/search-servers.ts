import type { Highlight, SearchFacets, SearchResult, ServerList, ServerResponse, Status } from '@mcp-registry/contract'
import { path } from './path.js'
import { readRecord, readServerList } from './read-answer.js'
import { RegistryClientError } from './registry-client-error.js'
import type { CallOptions, Transport } from './transport.js'

export interface SearchServersQuery {
  /** What to look for. A cursor needs none. */
  readonly q?: string
  readonly cursor?: string
  /** 1 to 100; the registry's default is 30. */
  readonly limit?: number
  /** `npm`, `oci` … */
  readonly packageType?: string
  readonly transport?: string
  /** Without it, everything that is not deleted. */
  readonly status?: Status
}

export interface SearchServersOptions extends CallOptions {
  /** The namespace of the registry's extensions; `io.modelcontextprotocol.registry`. */
  readonly extensionNamespace?: string
}

/** Servers that were found: best first where the registry ranks, else in order of names. */
export interface FoundServers {
  readonly isRanked: boolean
  readonly servers: readonly (ServerResponse & { readonly highlights?: readonly Highlight[] })[]
  /** What only a registry that ranks can say is absent elsewhere. */
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
    const isAbsent = error instanceof RegistryClientError && error.status === 404
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
