import { sql, type Transaction } from 'kysely'
import { recordDone } from '../../audit/audit-log.js'
import { toOperatorAttempt } from '../../identity/operator.js'
import type { Database, VersionsTable } from '../../store/database.js'
import { CHANGES_CHANNEL } from '../../store/listen.js'
import type { Store } from '../../store/open-store.js'
import { lockOutWriters } from '../../store/writers-lock.js'
import { patchMeta } from '../../entries/meta.js'
import { toTimestamp } from '../../entries/parse-timestamp.js'

export interface ClockRepair {
  /** Number of versions with timestamps in the future. */
  readonly versions: number
  /** The time of the last change, before and after the repair. */
  readonly before: string
  readonly after: string
}

const BATCH = 1_000

type FutureRow = Pick<VersionsTable, 'name' | 'version' | 'meta' | 'change_number'> & {
  /** Replacements for the timestamps that are in the future; null for the others. */
  readonly published: string | null
  readonly updated: string | null
  readonly changed: string | null
}

/**
 * Moves timestamps in the future, and the change clock with them, back to the present. Returns undefined if there are none. The timestamps
 * keep their order, one microsecond apart, and follow all others, so times still increase in commit order. Each repaired version gets a new
 * change number, so it appears in the feed of changes.
 */
export function repairClock({
  store,
  clock,
}: {
  readonly store: Store
  readonly clock: { now(): Date }
}): Promise<ClockRepair | undefined> {
  return store.transaction(async (tx) => {
    await lockOutWriters(tx)
    const now = toTimestamp(clock.now())
    const last = await tx.selectFrom('change_clock').select(['number', 'at']).forUpdate().executeTakeFirstOrThrow()
    const times = await collectFutureTimes(tx, now)
    if (times === 0 && last.at <= now) return undefined

    let versions = 0
    for (let after = -1; ;) {
      const rows = await listFutureRows(tx, { now, after, through: last.number })
      await replaceTimes(tx, rows, last.number + versions)
      versions += rows.length
      after = rows.at(-1)?.change_number ?? after
      if (rows.length < BATCH) break
    }
    await sql`update hidden_versions set updated_at = ${now}::timestamptz where updated_at > ${now}::timestamptz`.execute(tx)
    const { rows } = await sql<{ at: string }>`
      update change_clock set number = number + ${versions}::bigint,
        at = ${now}::timestamptz + ${times}::bigint * interval '1 microsecond'
      returning at, pg_notify(${CHANGES_CHANNEL}, json_build_object('number', number)::text)`.execute(tx)
    const repair = { versions, before: last.at, after: rows[0]?.at ?? now }
    const detail = `${versions} versions; the change clock from ${repair.before} to ${repair.after}`
    await recordDone(tx, clock, toOperatorAttempt('clock', detail))
    return repair
  })
}

/** Stores a replacement for each timestamp in the future until the end of the transaction. Returns the number of replacements. */
async function collectFutureTimes(tx: Transaction<Database>, now: string): Promise<number> {
  await sql`
    create temporary table future_times on commit drop as
    select at, ${now}::timestamptz + row_number() over (order by at) * interval '1 microsecond' as replacement from (
      select updated_at as at from versions where updated_at > ${now}::timestamptz
      union select published_at from versions where published_at > ${now}::timestamptz
      union select status_changed_at from versions where status_changed_at > ${now}::timestamptz
    ) as times`.execute(tx)
  await sql`create unique index on future_times (at)`.execute(tx)
  const { rows } = await sql<{ count: number }>`select count(*) as count from future_times`.execute(tx)
  return rows[0]?.count ?? 0
}

async function listFutureRows(
  tx: Transaction<Database>,
  { now, after, through }: { readonly now: string; readonly after: number; readonly through: number },
): Promise<FutureRow[]> {
  const { rows } = await sql<FutureRow>`
    select name, version, meta, change_number,
      (select replacement from future_times where at = published_at) as published,
      (select replacement from future_times where at = updated_at) as updated,
      (select replacement from future_times where at = status_changed_at) as changed
    from versions
    where change_number > ${after} and change_number <= ${through}
      and greatest(updated_at, published_at, status_changed_at) > ${now}::timestamptz
    order by change_number limit ${sql.lit(BATCH)}`.execute(tx)
  return rows
}

async function replaceTimes(tx: Transaction<Database>, rows: readonly FutureRow[], lastNumber: number): Promise<void> {
  if (rows.length === 0) return
  const replaced = rows.map(({ name, version, meta, published, updated, changed }, nth) => ({
    name,
    version,
    published,
    updated,
    changed,
    number: lastNumber + 1 + nth,
    meta: patchMeta(meta, {
      ...(published !== null && { publishedAt: published }),
      ...(updated !== null && { updatedAt: updated }),
      ...(changed !== null && { statusChangedAt: changed }),
    }),
  }))
  await sql`
    update versions set meta = r.meta, change_number = r.number, published_at = coalesce(r.published, published_at),
      updated_at = coalesce(r.updated, updated_at), status_changed_at = coalesce(r.changed, status_changed_at)
    from json_to_recordset(${JSON.stringify(replaced)}::json) as r (
      name text, version text, meta text, number bigint, published timestamptz, updated timestamptz, changed timestamptz)
    where versions.name = r.name and versions.version = r.version`.execute(tx)
}
