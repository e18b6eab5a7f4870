import type { Status } from '@mcp-registry/contract'
import { sql } from 'kysely'
import type { Store } from '../store/open-store.js'

export interface VersionCounts {
  readonly servers: number
  readonly versions: Readonly<Record<Status, number>>
}

/** How much is in the registry. Reads an index of the whole table: not for every request. */
export async function countVersions({ store }: { store: Store }): Promise<VersionCounts> {
  const rows = await store.db
    .selectFrom('versions')
    .select(['status', sql<string>`count(*)`.as('versions'), sql<string>`count(*) filter (where is_latest)`.as('servers')])
    .groupBy('status')
    .execute()
  const versions: Record<Status, number> = { active: 0, deprecated: 0, deleted: 0 }
  for (const row of rows) versions[row.status] = Number(row.versions)
  // Every server has exactly one latest version, even when all are deleted.
  return { versions, servers: rows.reduce((sum, row) => sum + Number(row.servers), 0) }
}
