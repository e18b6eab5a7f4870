import { sql, type Transaction } from 'kysely'
import type { Database, HiddenVersionsTable, VersionsTable } from '../../store/database.js'
import type { Store } from '../../store/open-store.js'
import { type PendingRow, recomputeLatestOf, stamp } from '../rows/pending-rows.js'
import { lockServers } from '../rows/locks.js'
import { nextChange } from '../rows/next-change.js'
import { listRowsOf, listSummariesOf, toKeyText, type VersionKey } from '../rows/server-versions.js'
import { replaceVersions } from '../rows/write-versions.js'
import type { HoldServices } from './find-holds.js'
import { listUnsettled, type Place, type Unsettled } from './find-unsettled.js'
import type { NameRange } from './name-range.js'

export interface SettleServices extends HoldServices {
  readonly store: Store
  readonly clock: { now(): Date }
}

/**
 * Maximum number of versions that one transaction hides or shows. It holds the change clock while it writes them, which blocks all
 * publishers.
 */
export const BATCH_VERSIONS = 500

/**
 * Hides what is taken down or denied and shows what no longer is. Works in batches, so it can be interrupted and run again at any time.
 * Without a range, it covers the whole registry. Returns the number of versions changed.
 */
export async function settleTakedowns(services: SettleServices, range?: NameRange, signal?: AbortSignal): Promise<number> {
  let settled = 0
  let after: Place | undefined
  while (signal?.aborted !== true) {
    const found = await listUnsettled(services.store.db, services, { range, after, limit: BATCH_VERSIONS })
    const [first] = found
    const last = found.at(-1)
    if (first === undefined || last === undefined) break
    const names = new Set(found.map(({ name }) => name))
    const part = { from: first.folded_name, before: `${last.folded_name}\u0001` }
    const count = await services.store.transaction(async (tx) => {
      await lockServers(tx, [...names])
      // Read again: the state may have changed before the locks were acquired.
      const current = await listUnsettled(tx, services, { range: part, after, limit: BATCH_VERSIONS })
      return settle(
        tx,
        services,
        current.filter(({ name }) => names.has(name)),
      )
    })
    settled += count
    // Concurrent writes may leave part of the batch unsettled. In that case the same range is read again.
    if (count >= found.length) after = last
  }
  return settled
}

/** Like {@link settleTakedowns}, for up to {@link BATCH_VERSIONS} versions of one server, which the transaction has locked. */
export async function settleServer(tx: Transaction<Database>, services: SettleServices, range: NameRange): Promise<number> {
  return settle(tx, services, await listUnsettled(tx, services, { range, limit: BATCH_VERSIONS }))
}

/** Like {@link settleTakedowns}, for the whole registry, within a transaction that has locked out all other writers. */
export async function settleAll(tx: Transaction<Database>, services: Omit<SettleServices, 'store'>): Promise<number> {
  let settled = 0
  for (;;) {
    const count = await settle(tx, services, await listUnsettled(tx, services, { limit: BATCH_VERSIONS }))
    if (count === 0) return settled
    settled += count
  }
}

async function settle(
  tx: Transaction<Database>,
  { clock }: Pick<SettleServices, 'clock'>,
  unsettled: readonly Unsettled[],
): Promise<number> {
  if (unsettled.length === 0) return 0
  const rows = new Map((await listRowsOf(tx, unsettled)).map((row) => [toKeyText(row), row]))
  const hidden: VersionsTable[] = []
  const shown: VersionKey[] = []
  const changing = unsettled.map((each): PendingRow => {
    const row = rows.get(toKeyText(each))
    if (!row) throw new Error(`a locked version of ${each.name} vanished`)
    if (each.message === null) {
      shown.push(row)
      return { kind: 'status-changed', row: { ...row, status: each.own_status ?? 'active', status_message: each.own_message } }
    }
    if (each.own_status === null || row.status !== 'deleted') hidden.push(row)
    return { kind: 'status-changed', row: { ...row, status: 'deleted', status_message: each.message } }
  })
  await rememberOwnStatuses(tx, hidden)
  await forgetOwnStatuses(tx, shown)
  await write(tx, changing, clock)
  return changing.length
}

/** Stores the status that these versions have, or would have, without takedowns. */
export async function rememberOwnStatuses(tx: Transaction<Database>, rows: readonly HiddenVersionsTable[]): Promise<void> {
  if (rows.length === 0) return
  const records = JSON.stringify(
    rows.map(({ name, version, folded_name, status, status_message, updated_at }) => ({
      name,
      version,
      folded_name,
      status,
      status_message,
      updated_at,
    })),
  )
  await sql`
    insert into hidden_versions (name, version, folded_name, status, status_message, updated_at)
    select * from json_to_recordset(${records}::json)
      as r (name text, version text, folded_name text, status text, status_message text, updated_at timestamptz)
    on conflict (name, version) do update set status = excluded.status, status_message = excluded.status_message, updated_at = excluded.updated_at`.execute(
    tx,
  )
}

async function forgetOwnStatuses(tx: Transaction<Database>, keys: readonly VersionKey[]): Promise<void> {
  if (keys.length === 0) return
  const names = keys.map(({ name }) => name)
  const versions = keys.map(({ version }) => version)
  await sql`
    delete from hidden_versions
    where (name, version) in (select * from unnest(${names}::text[], ${versions}::text[]))`.execute(tx)
}

async function write(tx: Transaction<Database>, changing: readonly PendingRow[], clock: SettleServices['clock']): Promise<void> {
  const byName = groupBy(changing, ({ row }) => row.name)
  // One query for all servers, since there may be hundreds of them.
  const summaries = groupBy(await listSummariesOf(tx, [...byName.keys()]), (summary) => summary.name)
  const pending: PendingRow[] = []
  for (const [name, own] of byName) pending.push(...(await recomputeLatestOf(tx, name, summaries.get(name) ?? [], own)))
  const [name] = byName.size === 1 ? byName.keys() : []
  const change = await nextChange(tx, { count: pending.length, now: clock.now(), ...(name !== undefined && { name }) })
  await replaceVersions(
    tx,
    pending.map((row, nth) => stamp(row, change.firstNumber + nth, change.at)),
  )
}

function groupBy<T>(items: readonly T[], toKey: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(toKey(item))
    if (group) group.push(item)
    else groups.set(toKey(item), [item])
  }
  return groups
}
