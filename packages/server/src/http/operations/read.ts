import { ServerList, ServerResponse } from '@mcp-registry/contract'
import { getServerVersion } from '../../catalog/get-server-version.js'
import { listServers } from '../../catalog/list-servers.js'
import { listVersions } from '../../catalog/list-versions.js'
import type { Reads } from '../../reads/open-reads.js'
import { exampleEntry, exampleList } from '../examples.js'
import { defineOperation, type Operation } from '../operation.js'
import { IncludeDeletedQuery, ListServersQuery, ServerNameParams, VersionOrLatestParams } from '../parameters.js'

// Short enough that a publisher soon sees the own publish, long enough that a crowd costs one request.
const CACHE_CONTROL = 'public, max-age=5, stale-while-revalidate=30, stale-if-error=86400'

/** What anyone may read. */
export function readOperations({ reads }: { readonly reads: Reads }): readonly Operation[] {
  const { store, entries } = reads
  return [
    defineOperation({
      method: 'GET',
      path: '/servers',
      operationId: 'listServers',
      tag: 'servers',
      summary: 'List servers',
      description: 'Server versions in byte order of name and version, a page at a time.',
      access: 'public',
      query: ListServersQuery,
      answer: { schema: ServerList, description: 'A page.', example: exampleList },
      errors: ['invalid-cursor', 'invalid-timestamp', 'database-unavailable'],
      cacheControl: CACHE_CONTROL,
      handle: ({ query: { updated_since: updatedSince, include_deleted: includeDeleted, ...query } }) =>
        listServers(
          { store, ...(entries && { entries }) },
          {
            ...query,
            ...(updatedSince !== undefined && { updatedSince }),
            ...(includeDeleted !== undefined && { includeDeleted }),
          },
        ),
    }),
    defineOperation({
      method: 'GET',
      path: '/servers/:serverName/versions',
      operationId: 'listServerVersions',
      tag: 'servers',
      summary: 'List the versions of a server',
      description: 'All versions, the newest publication first.',
      access: 'public',
      params: ServerNameParams,
      query: IncludeDeletedQuery,
      answer: { schema: ServerList, description: 'The versions.', example: exampleList },
      errors: ['server-not-found', 'database-unavailable'],
      cacheControl: CACHE_CONTROL,
      handle: ({ params, query }) =>
        listVersions({ store }, params.serverName, { includeDeleted: query.include_deleted ?? false }),
    }),
    defineOperation({
      method: 'GET',
      path: '/servers/:serverName/versions/:version',
      operationId: 'getServerVersion',
      tag: 'servers',
      summary: 'Get one version of a server',
      access: 'public',
      params: VersionOrLatestParams,
      query: IncludeDeletedQuery,
      answer: { schema: ServerResponse, description: 'The version.', example: exampleEntry },
      errors: ['server-not-found', 'version-not-found', 'database-unavailable'],
      cacheControl: CACHE_CONTROL,
      handle: ({ params, query }) =>
        getServerVersion({ store }, params.serverName, params.version, { includeDeleted: query.include_deleted ?? false }),
    }),
  ]
}
