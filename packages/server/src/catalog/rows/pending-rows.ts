import { findLatest } from '@mcp-registry/contract'
import type { Transaction } from 'kysely'
import type { Database, VersionsTable } from '../../store/database.js'
import { patchMeta } from '../../entries/meta.js'
import { nextChange } from './next-change.js'
import { listRows, listSummaries, type VersionSummary } from './server-versions.js'
import { replaceVersions } from './write-versions.js'

/** A row to be written; its times and its change number are set when it is written. */
export interface PendingRow {
  readonly row: VersionsTable
  /** The kind of change, which determines the times that are updated. */
  readonly kind: 'status-changed' | 'content-changed' | 'latest-changed'
}

/** The rows with their latest flags set, followed by the other rows of the server whose flag changes as a result. */
export async function recomputeLatest(
  tx: Transaction<Database>,
  name: string,
  pending: readonly PendingRow[],
): Promise<PendingRow[]> {
  return recomputeLatestOf(tx, name, await listSummaries(tx, name), pending)
}

/** Like {@link recomputeLatest}, given the existing versions of the server. */
export async function recomputeLatestOf(
  tx: Transaction<Database>,
  name: string,
  existing: readonly VersionSummary[],
  pending: readonly PendingRow[],
): Promise<PendingRow[]> {
  const changing = new Map(pending.map(({ row }) => [row.version, row]))
  const after = existing.map((summary) => ({ ...summary, status: changing.get(summary.version)?.status ?? summary.status }))
  const latest = findLatest(after)?.version
  const moved = existing.filter(({ version, isLatest }) => !changing.has(version) && isLatest !== (version === latest))
  const movedRows = await listRows(
    tx,
    name,
    moved.map(({ version }) => version),
  )
  const all = [...pending, ...movedRows.map((row): PendingRow => ({ row, kind: 'latest-changed' }))]
  return all.map(({ row, kind }) => ({ kind, row: { ...row, is_latest: row.version === latest } }))
}

/** Writes the rows as one change. Returns the stored rows in the same order. */
export async function writePendingRows(
  tx: Transaction<Database>,
  pending: readonly PendingRow[],
  now: Date,
): Promise<VersionsTable[]> {
  const name = pending[0]?.row.name
  if (name === undefined) return []
  const change = await nextChange(tx, { count: pending.length, now, name })
  const rows = pending.map((row, index) => stamp(row, change.firstNumber + index, change.at))
  await replaceVersions(tx, rows)
  return rows
}

/** The row with the number and the time of its change. */
export function stamp({ row, kind }: PendingRow, changeNumber: number, at: string): VersionsTable {
  const status_changed_at = kind === 'status-changed' ? at : row.status_changed_at
  const meta = patchMeta(row.meta, {
    status: row.status,
    statusMessage: row.status_message ?? undefined,
    ...(kind === 'status-changed' && { statusChangedAt: at }),
    updatedAt: at,
    isLatest: row.is_latest,
  })
  return { ...row, status_changed_at, updated_at: at, change_number: changeNumber, meta }
}
