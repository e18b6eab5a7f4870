import { type Kysely, sql } from 'kysely'
import type { Database, VersionsTable } from '../store/database.js'

export type VersionRow = Pick<VersionsTable, 'name' | 'version' | 'document' | 'meta' | 'status' | 'is_latest'>

/** One version under exactly this name, deleted or not; `latest` is the one that carries the flag. */
export async function findVersion(db: Kysely<Database>, name: string, version: string): Promise<VersionRow | undefined> {
  if (name.includes('\0') || version.includes('\0')) return undefined
  const query = db
    .selectFrom('versions')
    .select(['name', 'version', 'document', 'meta', 'status', 'is_latest'])
    .where('name', '=', name)
  const found = version === 'latest' ? query.where(sql<boolean>`is_latest`) : query.where('version', '=', version)
  return found.executeTakeFirst()
}
