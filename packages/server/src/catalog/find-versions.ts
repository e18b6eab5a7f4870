import { type Kysely, sql } from 'kysely'
import type { Database } from '../store/database.js'
import { ENTRY_SQL } from './to-entry.js'

/** All versions under exactly this name in wire form, newest publication first. */
export async function findVersions(
  db: Kysely<Database>,
  name: string,
  { includeDeleted }: { includeDeleted: boolean },
): Promise<{ entry: string }[]> {
  if (name.includes('\0')) return []
  const query = db
    .selectFrom('versions')
    .select(sql<string>`${sql.raw(ENTRY_SQL)}`.as('entry'))
    .where('name', '=', name)
  const shown = includeDeleted ? query : query.where(sql<boolean>`status <> 'deleted'`)
  return shown.orderBy('published_at', 'desc').orderBy('version').execute()
}
