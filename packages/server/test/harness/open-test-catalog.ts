import {
  type Permission,
  type ServerJson,
  type ServerList,
  type ServerResponse,
  type Status,
  type StatusUpdate,
  UncheckedJson,
} from '@mcp-registry/contract'
import { deleteServer } from '../../src/catalog/change/delete-server.js'
import { editServer } from '../../src/catalog/change/edit-server.js'
import { getServerVersion, type ReadOptions } from '../../src/catalog/versions/get-server-version.js'
import { type ListQuery, listServers } from '../../src/catalog/list/list-servers.js'
import { listVersions } from '../../src/catalog/versions/list-versions.js'
import { openPublications } from '../../src/catalog/publish/publications.js'
import { publishServer } from '../../src/catalog/publish/publish-server.js'
import type { ServerLimits } from '../../src/catalog/rows/server-limits.js'
import { setAllStatuses } from '../../src/catalog/change/set-all-statuses.js'
import { setStatus } from '../../src/catalog/change/set-status.js'
import type { Publisher } from '../../src/identity/publisher.js'
import { type Ownership, unprovenOwnership } from '../../src/ownership/ownership.js'
import type { Store } from '../../src/store/open-store.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { text } from 'node:stream/consumers'
import { type Answer, isLarge, type LargeAnswer } from '../../src/cache/response-cache.js'

export interface CatalogOptions extends Partial<ServerLimits> {
  readonly ownership?: Ownership
  readonly permissions?: readonly Permission[]
}

/** The catalog's functions over a store, as a publisher who may do everything, with answers read from JSON. */
export function toTestCatalog(store: Store, options: CatalogOptions = {}) {
  const clock = { now: () => new Date() }
  const publications = openPublications({ store, clock, ...options })
  const services = { store, clock, publications, ownership: unprovenOwnership, ...options }
  const publisher: Publisher = {
    method: 'none',
    subject: 'test',
    permissions: options.permissions ?? [
      { action: 'publish', resource: '*' },
      { action: 'edit', resource: '*' },
    ],
    expiresAt: new Date(Date.now() + 300_000),
  }
  const read = async <T>(answer: Promise<string | Pick<Answer, 'body'> | LargeAnswer>) => {
    const awaited = await answer
    if (typeof awaited === 'string') return JSON.parse(awaited) as T
    return JSON.parse(isLarge(awaited) ? await text(awaited.open()) : String(awaited.body)) as T
  }
  return {
    services,
    publisher,
    publish: (fields: Partial<ServerJson> = {}) =>
      read<ServerResponse>(publishServer(services, publisher, new UncheckedJson(JSON.stringify(serverJson(fields))))),
    edit: (fields: Partial<ServerJson>, status?: Status) => {
      const document = serverJson(fields)
      return read<ServerResponse>(
        editServer(services, publisher, document.name, document.version, new UncheckedJson(JSON.stringify(document)), { status }),
      )
    },
    setStatus: (name: string, version: string, update: StatusUpdate) =>
      read<ServerResponse>(setStatus(services, publisher, name, version, update)),
    setAllStatuses: (name: string, update: StatusUpdate) =>
      read<{ updatedCount: number; servers: ServerResponse[] }>(setAllStatuses(services, publisher, name, update)),
    delete: (name: string, version: string) => read<ServerResponse>(deleteServer(services, publisher, name, version)),
    list: (query: ListQuery = {}) => read<ServerList>(listServers(services, query)),
    versions: (name: string, readOptions?: ReadOptions) => read<ServerList>(listVersions(services, name, readOptions)),
    get: (name: string, version: string, readOptions?: ReadOptions) =>
      read<ServerResponse>(getServerVersion(services, name, version, readOptions)),
  }
}

export type TestCatalog = ReturnType<typeof toTestCatalog>

type Entry = ServerList['servers'][number]

/** Every entry of a walk through the list, page by page, by cursor alone. */
export async function walk(catalog: TestCatalog, query: ListQuery): Promise<Entry[]> {
  const entries: Entry[] = []
  let page = await catalog.list(query)
  for (;;) {
    entries.push(...page.servers)
    const { nextCursor: cursor } = page.metadata
    if (cursor === undefined) return entries
    page = await catalog.list({ cursor, ...(query.limit !== undefined && { limit: query.limit }) })
  }
}

export function toOfficial(entry: Pick<ServerResponse, '_meta'>) {
  const official = entry._meta['io.modelcontextprotocol.registry/official']
  if (!official) throw new Error('the entry has no official metadata')
  return official
}
