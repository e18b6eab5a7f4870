import type { Status } from '@mcp-registry/contract'
import type { Store } from '../store/open-store.js'

export interface VersionCounts {
  readonly servers: number
  readonly versions: Readonly<Record<Status, number>>
}

/** The number of servers and versions in the registry. The database maintains the counts, so this reads only four rows. */
export async function countVersions({ store }: { store: Store }): Promise<VersionCounts> {
  const rows = await store.db
    .selectFrom('registry_counts')
    .select(['kind', 'key', 'count'])
    .where('kind', 'in', ['servers', 'versions'])
    .execute()
  const count = (kind: string, key: string) => rows.find((row) => row.kind === kind && row.key === key)?.count ?? 0
  const of = (status: Status) => count('versions', status)
  return {
    // Every server has exactly one latest version, even when all are deleted.
    servers: count('servers', ''),
    versions: { active: of('active'), deprecated: of('deprecated'), deleted: of('deleted') },
  }
}
