import { type Kysely, sql } from 'kysely'
import type { ChangePosition } from '../store/change-clock.js'
import type { Database, VersionsTable } from '../store/database.js'
import { prepared } from '../store/prepared.js'

export type ChangedKey = Pick<VersionsTable, 'name' | 'version' | 'change_number'>
export type ChangedRow = ChangedKey & Pick<VersionsTable, 'document' | 'meta' | 'status' | 'is_latest'>

/** The changed rows and the position of the last change, from one snapshot. */
export interface FoundChanges<Row> {
  readonly clock: ChangePosition
  readonly rows: readonly Row[]
}

/** Returns the rows changed after that change number, in commit order; each row once, under its last change. */
export function findChanges(db: Kysely<Database>, since: number, limit: number): Promise<FoundChanges<ChangedRow>> {
  return find<ChangedRow>(db, 'name, version, change_number, document, meta, status, is_latest', since, limit)
}

/** Like `findChanges`, but without the contents of the rows. */
export function findChangedKeys(db: Kysely<Database>, since: number, limit: number): Promise<FoundChanges<ChangedKey>> {
  return find<ChangedKey>(db, 'name, version, change_number', since, limit)
}

// The clock is read in the same statement: after a rollback, numbers that were seen before are reused for other changes.
async function find<Row extends ChangedKey>(
  db: Kysely<Database>,
  columns: string,
  since: number,
  limit: number,
): Promise<FoundChanges<Row>> {
  const { rows } = await sql<Row & { clock_epoch: string; clock_number: number }>`${prepared}
    select change_clock.epoch as clock_epoch, change_clock.number as clock_number, changed.* from change_clock
    left join lateral (
      select ${sql.raw(columns)} from versions where change_number > ${since} order by change_number limit ${sql.lit(limit)}
    ) as changed on true
    order by changed.change_number`.execute(db)
  const [first] = rows
  if (first === undefined) throw new Error('The table change_clock has lost its row.')
  return {
    clock: { epoch: first.clock_epoch, number: first.clock_number },
    // Without changes, the result is one row with only the clock.
    rows: rows.filter((row) => (row.change_number as number | null) !== null),
  }
}
