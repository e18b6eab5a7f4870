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
  /** How many versions had timestamps of the future. */
  readonly versions: number
  /** The time of the last change before and after. */
  readonly before: string
  readonly after: string
}

const BATCH = 1_000

type FutureRow = Pick<VersionsTable, 'name' | 'version' | 'meta' | 'change_number'> & {
  /** The times that replace those of the future. */
  readonly published: string | null
  readonly updated: string | null
  readonly changed: string | null
}

/**
 * Brings timestamps of the future back to the present, and the change clock with them; undefined when there are none. They keep their
 * order, a microsecond apart, and come after all others, so that times still grow in the order of commits. Each version takes a new
 * change number, by which the feed of changes tells of it.
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

/** Keeps, until the end of the transaction, what replaces each time of the future. Returns how many there are. */
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
