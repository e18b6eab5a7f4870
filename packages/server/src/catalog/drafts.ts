import { findLatest } from '@mcp-registry/contract'
import type { Transaction } from 'kysely'
import type { Database, VersionsTable } from '../store/database.js'
import { patchMeta, renderMeta } from './meta.js'
import { type Change, nextChange } from './next-change.js'
import { listRows, type VersionSummary } from './server-versions.js'
import { insertVersions, replaceVersions } from './write-versions.js'

/** A row as it is to be; its times and its change number are filled in when it is written. */
export interface Draft {
  readonly row: VersionsTable
  /** What happens to it: that decides which of its times move. */
  readonly kind: 'published' | 'status-changed' | 'content-changed' | 'latest-changed'
}

// Whatever is published now is later than all that was: the change clock sees to it.
const LATER_THAN_ALL = '9999-12-31T23:59:59.999999Z'

/** The drafts with their latest flags set, followed by drafts of the rows whose flag moves because of them. */
export async function settleLatest(
  tx: Transaction<Database>,
  existing: readonly VersionSummary[],
  drafts: readonly Draft[],
): Promise<Draft[]> {
  const drafted = new Map(drafts.map(({ row }) => [row.version, row]))
  const after = [
    ...existing.map((summary) => ({ ...summary, status: drafted.get(summary.version)?.status ?? summary.status })),
    ...drafts
      .filter(({ kind }) => kind === 'published')
      .map(({ row }) => ({ version: row.version, status: row.status, publishedAt: LATER_THAN_ALL })),
  ]
  const latest = findLatest(after)?.version
  const moved = existing.filter(({ version, isLatest }) => !drafted.has(version) && isLatest !== (version === latest))
  const movedRows = await listRows(
    tx,
    existing[0]?.name ?? '',
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
  const rows = drafts.map((draft, index) => stamp(draft, change, index))
  const isNew = (_row: VersionsTable, index: number) => drafts[index]?.kind === 'published'
  // The old latest version gives its flag away before the new row takes it.
  await replaceVersions(
    tx,
    rows.filter((row, index) => !isNew(row, index)),
  )
  await insertVersions(tx, rows.filter(isNew))
  return rows
}

function stamp({ row, kind }: Draft, { firstNumber, at }: Change, index: number): VersionsTable {
  const change_number = firstNumber + index
  if (kind === 'published') {
    const stamped = { ...row, status_changed_at: at, published_at: at, updated_at: at, change_number }
    const { status, is_latest: isLatest } = row
    return { ...stamped, meta: renderMeta({ status, statusChangedAt: at, publishedAt: at, updatedAt: at, isLatest }) }
  }
  const status_changed_at = kind === 'status-changed' ? at : row.status_changed_at
  const meta = patchMeta(row.meta, {
    status: row.status,
    statusMessage: row.status_message ?? undefined,
    ...(kind === 'status-changed' && { statusChangedAt: at }),
    updatedAt: at,
    isLatest: row.is_latest,
  })
  return { ...row, status_changed_at, updated_at: at, change_number, meta }
}
