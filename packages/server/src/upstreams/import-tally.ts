import type { ImportOutcome } from '../catalog/import/upsert-read-entries.js'
import type { EntryNote } from '../catalog/import/entry-note.js'
import { type PlacedEntry, toKey } from './import-batch.js'

/** What happened to one entry that did not simply go in. */
export interface ImportNotice {
  /** Where it stands in the source: "entry 3 (line 12)". */
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
  /** What this registry has is newer than what the source has, and stayed. */
  readonly kept: number
  /** How many remarks there are on entries that went in all the same; the first thousand are in `warnings`. */
  readonly warned: number
  readonly warnings: readonly ImportNotice[]
  /** How many entries were refused; the first thousand are in `refusals`. */
  readonly refused: number
  readonly refusals: readonly ImportNotice[]
  /** What there is to say of the source as a whole. */
  readonly remarks: readonly string[]
  /** Why the source was not read to its end; everything before that place is in. */
  readonly fault?: string
}

/** How many notices of a kind are listed: a source may have millions of entries, and something to say of each. */
const MAX_NOTICES = 1000

export type Tally = ReturnType<typeof openTally>

/** Keeps the count of an import. */
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
    /** How many entries were refused for each denied namespace. */
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
