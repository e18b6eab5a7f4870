import { randomBytes } from 'node:crypto'
import { findCode } from '@mcp-registry/contract'
import { type Kysely, sql } from 'kysely'
import type { Database } from './database.js'

/** A position in the history of changes. Numbers follow commit order within an epoch and cannot be compared across epochs. */
export interface ChangePosition {
  readonly epoch: string
  readonly number: number
}

/** The position of the last committed change in the database. Does not detect a rollback; see `followClock`. */
export async function readClock(db: Kysely<Database>): Promise<ChangePosition> {
  return db.selectFrom('change_clock').select(['epoch', 'number']).executeTakeFirstOrThrow()
}

/**
 * Like `readClock`, but first begins a new epoch if the database is not the one that last wrote the clock: it was restored from a dump or
 * an earlier state, or promoted without the end of the WAL. `seen` is the last position known to this process. A smaller number in the same
 * epoch is also a rollback.
 */
export async function followClock(db: Kysely<Database>, seen?: ChangePosition): Promise<ChangePosition> {
  const [clock, origin] = await Promise.all([
    db.selectFrom('change_clock').select(['epoch', 'number', 'origin']).executeTakeFirstOrThrow(),
    readOrigin(db),
  ])
  const wentBack = seen !== undefined && seen.epoch === clock.epoch && clock.number < seen.number
  if (!wentBack && clock.origin !== null && isSameOrigin(parseOrigin(clock.origin), origin)) return toPosition(clock)
  const epoch = wentBack || clock.origin !== null ? createEpoch() : clock.epoch
  await sql`
    update change_clock set epoch = ${epoch}, origin = ${JSON.stringify(origin)}
    where epoch = ${clock.epoch} and origin is not distinct from ${clock.origin}`.execute(db)
  // If several processes detect the same rollback, only one of them begins the epoch.
  return readClock(db)
}

/** Begins a new epoch, for a rollback that leaves no trace in the database, such as restoring a volume from a snapshot. */
export async function startEpoch(db: Kysely<Database>): Promise<ChangePosition> {
  await db
    .updateTable('change_clock')
    .set({ epoch: createEpoch(), origin: JSON.stringify(await readOrigin(db)) })
    .execute()
  return readClock(db)
}

function toPosition({ epoch, number }: ChangePosition): ChangePosition {
  return { epoch, number }
}

function createEpoch(): string {
  return randomBytes(16).toString('hex')
}

/** Identifies the database that wrote the clock. A restore or a promotion changes it. */
interface Origin {
  /** The system identifier of the cluster; absent if the role is not permitted to read it. */
  readonly system?: string
  /** The timeline ID. Absent with synchronous replication, under which a promotion loses nothing. */
  readonly timeline?: string
  /** The OID of the table. */
  readonly table: string
}

async function readOrigin(db: Kysely<Database>): Promise<Origin> {
  try {
    const { rows } = await sql<{ table: string; system: string; timeline: string | null }>`
      select 'change_clock'::regclass::oid::text as table,
        (select system_identifier::text from pg_control_system()) as system,
        case when current_setting('synchronous_standby_names') = '' then left(pg_walfile_name(pg_current_wal_lsn()), 8) end as timeline
      `.execute(db)
    const [row] = rows
    if (row) return { system: row.system, ...(row.timeline !== null && { timeline: row.timeline }), table: row.table }
  } catch (error) {
    if (!UNSUPPORTED.has(findCode(error) ?? '')) throw error
  }
  const { rows } = await sql<{ table: string }>`select 'change_clock'::regclass::oid::text as table`.execute(db)
  return { table: rows[0]?.table ?? '' }
}

// insufficient_privilege, undefined_function, feature_not_supported: reported by managed and wire-compatible databases.
const UNSUPPORTED = new Set(['42501', '42883', '0A000'])

// A field that is unknown on either side is ignored.
function isSameOrigin(a: Partial<Origin>, b: Origin): boolean {
  return (['system', 'timeline', 'table'] as const).every(
    (key) => a[key] === undefined || b[key] === undefined || a[key] === b[key],
  )
}

function parseOrigin(text: string): Partial<Origin> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
