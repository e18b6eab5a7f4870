import { type Kysely, sql } from 'kysely'
import type { Database, VersionsTable } from '../store/database.js'

/** All versions under exactly this name, newest publication first. */
export async function findVersions(
  db: Kysely<Database>,
  name: string,
  { includeDeleted }: { includeDeleted: boolean },
): Promise<Pick<VersionsTable, 'document' | 'meta'>[]> {
  if (name.includes('\0')) return []
  const query = db.selectFrom('versions').select(['document', 'meta']).where('name', '=', name)
  const shown = includeDeleted ? query : query.where(sql<boolean>`status <> 'deleted'`)
  return shown.orderBy('published_at', 'desc').orderBy('version').execute()
}
