import { ServerList, ServerResponse } from '@mcp-registry/contract'
import type { Static } from 'typebox'
import { getServerVersion } from '../../catalog/versions/get-server-version.js'
import { isSearch, listServers } from '../../catalog/list/list-servers.js'
import { listVersions } from '../../catalog/versions/list-versions.js'
import type { Reads } from '../../cache/open-reads.js'
import { exampleEntry, exampleList } from '../examples.js'
import { defineCachedOperation, type Operation } from '../operation.js'
import { IncludeDeletedQuery, ListServersQuery, ServerNameParams, VersionOrLatestParams } from '../parameters.js'

/** Operations that list servers and read their versions. */
export function readOperations({ reads }: { readonly reads: Reads }): readonly Operation[] {
  const { store, entries } = reads
  return [
    defineCachedOperation({
      path: '/servers',
      operationId: 'listServers',
      tag: 'servers',
      summary: 'List servers',
      description: 'Server versions in byte order of name and version, a page at a time.',
      query: ListServersQuery,
      budget: (query) => (isSearch(query) ? 'search' : 'reads'),
      answer: { schema: ServerList, description: 'A page.', example: exampleList },
      errors: ['invalid-cursor', 'invalid-timestamp', 'database-unavailable'],
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
    defineCachedOperation({
      ...ofServer,
      path: '/servers/:serverName/versions',
      operationId: 'listServerVersions',
      summary: 'List the versions of a server',
      description: 'All versions, the newest publication first.',
      params: ServerNameParams,
      answer: { schema: ServerList, description: 'The versions.', example: exampleList },
      errors: ['server-not-found', 'database-unavailable'],
      handle: ({ params, query }) => listVersions({ store }, params.serverName, toOptions(query)),
    }),
    defineCachedOperation({
      ...ofServer,
      ...oneVersion,
      path: '/servers/:serverName',
      operationId: 'getServer',
      summary: 'Get the latest version of a server',
      description: 'The same as `/versions/latest`, for clients that request a server by name only.',
      params: ServerNameParams,
      answer: { ...oneVersion.answer, description: 'The latest version.' },
      handle: ({ params, query }) => getServerVersion({ store }, params.serverName, 'latest', toOptions(query)),
    }),
    defineCachedOperation({
      ...ofServer,
      ...oneVersion,
      path: '/servers/:serverName/versions/:version',
      operationId: 'getServerVersion',
      summary: 'Get one version of a server',
      params: VersionOrLatestParams,
      handle: ({ params, query }) => getServerVersion({ store }, params.serverName, params.version, toOptions(query)),
    }),
  ]
}

const ofServer = { tag: 'servers', query: IncludeDeletedQuery } as const
const oneVersion = {
  answer: { schema: ServerResponse, description: 'The version.', example: exampleEntry },
  errors: ['server-not-found', 'version-not-found', 'database-unavailable'],
} as const

function toOptions({ include_deleted: includeDeleted = false }: Static<typeof IncludeDeletedQuery>) {
  return { includeDeleted }
}
