import { type Kysely, sql } from 'kysely'
import type { Database, VersionsTable } from '../store/database.js'
import { prepared } from '../store/prepared.js'

export type ChangedKey = Pick<VersionsTable, 'name' | 'version' | 'change_number'>
export type ChangedRow = ChangedKey & Pick<VersionsTable, 'document' | 'meta' | 'status' | 'is_latest'>

/** The rows that were changed after that change number, in commit order; each row once, under its last change. */
export async function findChanges(db: Kysely<Database>, since: number, limit: number): Promise<ChangedRow[]> {
  const { rows } = await sql<ChangedRow>`${prepared}
    select name, version, change_number, document, meta, status, is_latest from versions
    where change_number > ${since} order by change_number limit ${sql.lit(limit)}`.execute(db)
  return rows
}

/** The same without what the rows hold. */
export async function findChangedKeys(db: Kysely<Database>, since: number, limit: number): Promise<ChangedKey[]> {
  const { rows } = await sql<ChangedKey>`${prepared}
    select name, version, change_number from versions
    where change_number > ${since} order by change_number limit ${sql.lit(limit)}`.execute(db)
  return rows
}

/** The number of the last change that is committed. Numbers are given out in commit order, so all before it are visible, too. */
export async function findLastChange(db: Kysely<Database>): Promise<number> {
  const { number } = await db.selectFrom('change_clock').select('number').executeTakeFirstOrThrow()
  return number
}
