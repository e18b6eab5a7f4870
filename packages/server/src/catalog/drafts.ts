import { findLatest } from '@mcp-registry/contract'
import type { Transaction } from 'kysely'
import type { Database, VersionsTable } from '../store/database.js'
import { patchMeta } from './meta.js'
import { nextChange } from './next-change.js'
import { listRows, listSummaries, type VersionSummary } from './server-versions.js'
import { replaceVersions } from './write-versions.js'

/** A row as it is to be; its times and its change number are filled in when it is written. */
export interface Draft {
  readonly row: VersionsTable
  /** What happens to it: that decides which of its times move. */
  readonly kind: 'status-changed' | 'content-changed' | 'latest-changed'
}

/** The drafts with their latest flags set, followed by drafts of the rows whose flag moves because of them. */
export async function settleLatest(tx: Transaction<Database>, name: string, drafts: readonly Draft[]): Promise<Draft[]> {
  return settleLatestOf(tx, name, await listSummaries(tx, name), drafts)
}

/** The same, for those who know every version of the server. */
export async function settleLatestOf(
  tx: Transaction<Database>,
  name: string,
  existing: readonly VersionSummary[],
  drafts: readonly Draft[],
): Promise<Draft[]> {
  const drafted = new Map(drafts.map(({ row }) => [row.version, row]))
  const after = existing.map((summary) => ({ ...summary, status: drafted.get(summary.version)?.status ?? summary.status }))
  const latest = findLatest(after)?.version
  const moved = existing.filter(({ version, isLatest }) => !drafted.has(version) && isLatest !== (version === latest))
  const movedRows = await listRows(
    tx,
    name,
    moved.map(({ version }) => version),
  )
  const all = [...drafts, ...movedRows.map((row): Draft => ({ row, kind: 'latest-changed' }))]
  return all.map(({ row, kind }) => ({ kind, row: { ...row, is_latest: row.version === latest } }))
}

/** Writes the drafts as one change. Returns the rows as they are now, in the same order. */
export async function writeDrafts(tx: Transaction<Database>, drafts: readonly Draft[], now: Date): Promise<VersionsTable[]> {
  const name = drafts[0]?.row.name
  if (name === undefined) return []
  const change = await nextChange(tx, { count: drafts.length, now, name })
  const rows = drafts.map((draft, index) => stamp(draft, change.firstNumber + index, change.at))
  await replaceVersions(tx, rows)
  return rows
}

/** The row of a draft with the number and the time of its change. */
export function stamp({ row, kind }: Draft, changeNumber: number, at: string): VersionsTable {
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
