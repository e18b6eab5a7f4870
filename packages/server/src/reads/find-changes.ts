import type { Kysely } from 'kysely'
import type { Database, VersionsTable } from '../store/database.js'

/** The rows that were changed after that change number, in commit order; each row once, under its last change. */
export function findChanges(
  db: Kysely<Database>,
  since: number,
  limit: number,
): Promise<Pick<VersionsTable, 'name' | 'version' | 'change_number'>[]> {
  return db
    .selectFrom('versions')
    .select(['name', 'version', 'change_number'])
    .where('change_number', '>', since)
    .orderBy('change_number')
    .limit(limit)
    .execute()
}

/** The number of the last change that is committed. Numbers are given out in commit order, so all before it are visible, too. */
export async function findLastChange(db: Kysely<Database>): Promise<number> {
  const { number } = await db.selectFrom('change_clock').select('number').executeTakeFirstOrThrow()
  return number
}
