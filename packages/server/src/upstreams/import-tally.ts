import type { ImportOutcome } from '../catalog/import/upsert-read-entries.js'
import type { EntryNote } from '../catalog/import/entry-note.js'
import { type PlacedEntry, toKey } from './import-batch.js'

/** An entry that was refused, or imported with a warning. */
export interface ImportNotice {
  /** Position in the source: "entry 3 (line 12)". */
  readonly position: string
  readonly name?: string
  readonly version?: string
  readonly reason: string
}

/** Every entry of the source is in exactly one of `added`, `updated`, `unchanged`, `kept` and `refused`. */
export interface ImportSummary {
  readonly added: number
  readonly updated: number
  readonly unchanged: number
  /** Entries that are newer here than in the source, and were left unchanged. */
  readonly kept: number
  /** Number of warnings about imported entries; `warnings` holds the first thousand. */
  readonly warned: number
  readonly warnings: readonly ImportNotice[]
  /** Number of refused entries; `refusals` holds the first thousand. */
  readonly refused: number
  readonly refusals: readonly ImportNotice[]
  /** Remarks about the source as a whole. */
  readonly remarks: readonly string[]
  /** Why the source was not read to its end. Everything before that position has been imported. */
  readonly fault?: string
}

/** Maximum number of notices listed per kind: a source may have millions of entries, and a notice for each. */
const MAX_NOTICES = 1000

export type Tally = ReturnType<typeof openTally>

/** Counts the outcomes of an import. */
export function openTally() {
  const counts = { added: 0, updated: 0, unchanged: 0, kept: 0, warned: 0, refused: 0 }
  const warnings: ImportNotice[] = []
  const refusals: ImportNotice[] = []
  const remarks: string[] = []
  const denied = new Map<string, number>()

  function warn(notice: ImportNotice): void {
    counts.warned += 1
    if (warnings.length < MAX_NOTICES) warnings.push(notice)
  }

  function refuse(notice: ImportNotice, deniedNamespace?: string): void {
    counts.refused += 1
    if (refusals.length < MAX_NOTICES) refusals.push(notice)
    if (deniedNamespace !== undefined) denied.set(deniedNamespace, (denied.get(deniedNamespace) ?? 0) + 1)
  }

  return {
    warn,
    refuse,
    remark: (remark: string) => void remarks.push(remark),
    /** Number of refused entries per denied namespace. */
    denied: denied as ReadonlyMap<string, number>,
    count: (outcome: 'added' | 'unchanged') => void (counts[outcome] += 1),
    addBatch(outcome: ImportOutcome, batch: ReadonlyMap<string, PlacedEntry>): void {
      const toNotice = ({ deniedNamespace: _namespace, ...note }: EntryNote) => ({
        position: batch.get(toKey(note))?.position ?? '',
        ...note,
      })
      counts.added += outcome.added
      counts.updated += outcome.replaced
      counts.unchanged += outcome.unchanged
      counts.kept += outcome.kept
      outcome.warnings.map(toNotice).forEach(warn)
      for (const note of outcome.refused) refuse(toNotice(note), note.deniedNamespace)
    },
    summary: (): ImportSummary => ({ ...counts, warnings, refusals, remarks }),
  }
}
