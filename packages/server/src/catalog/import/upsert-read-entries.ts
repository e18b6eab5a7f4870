import type { Store } from '../../store/open-store.js'
import type { ImportedEntry, ReadEntry } from './imported-entry.js'
import { isRefusedByDatabase } from '../../store/is-refused-by-database.js'
import { type ServerLimits, withDefaultLimits } from '../rows/server-limits.js'
import type { HoldServices } from '../takedowns/find-holds.js'
import type { EntryNote } from './entry-note.js'
import { type WrittenEntries, writeImportedEntries } from './write-imported-entries.js'

/** What became of the entries. */
export interface ImportOutcome extends WrittenEntries {
  readonly warnings: readonly EntryNote[]
}

export interface ImportServices extends Partial<ServerLimits>, HoldServices {
  readonly store: Store
  readonly clock: { now(): Date }
}

/**
 * Takes over entries of another registry verbatim, no version twice, in one transaction; a few hundred at a time are quick. Where what is
 * here differs, the state that was updated later stays. An entry that is latest takes the flag from the version that had it. An upstream
 * that never flags one leaves names without a latest version: `repairLatest` afterwards.
 */
export async function upsertReadEntries(services: ImportServices, entries: readonly ReadEntry[]): Promise<ImportOutcome> {
  const obstructed = entries.flatMap(({ entry, obstacle }) => (obstacle === undefined ? [] : [toNote(entry, obstacle)]))
  const readable = entries.filter(({ obstacle }) => obstacle === undefined)
  const written = await writeOrSplit(services, readable)
  const warnings = readable.flatMap(({ entry, warnings: reasons }) => reasons.map((reason) => toNote(entry, reason)))
  return {
    ...written,
    refused: [...obstructed, ...written.refused],
    warnings,
  }
}

/**
 * Writes the entries in one transaction. If the database refuses what one of them holds, in halves of it, down to the one entry that it
 * refuses: that costs a few transactions more, and the others go in.
 */
async function writeOrSplit(services: ImportServices, entries: readonly ReadEntry[]): Promise<WrittenEntries> {
  const { store, clock, deniedNamespaces = [] } = services
  const limits = withDefaultLimits(services)
  try {
    return await store.transaction((tx) => writeImportedEntries(tx, entries, { now: clock.now(), limits, deniedNamespaces }))
  } catch (error) {
    const [first, ...others] = entries
    if (first === undefined || !isRefusedByDatabase(error)) throw error
    if (others.length === 0) return toRefusal(first, error)
    const middle = Math.ceil(entries.length / 2)
    const left = await writeOrSplit(services, entries.slice(0, middle))
    return add(left, await writeOrSplit(services, entries.slice(middle)))
  }
}

function toRefusal({ entry }: ReadEntry, { message }: Error): WrittenEntries {
  const refused = [toNote(entry, `The database refuses it: ${message}.`)]
  return { added: 0, replaced: 0, unchanged: 0, kept: 0, refused }
}

function add(a: WrittenEntries, b: WrittenEntries): WrittenEntries {
  return {
    added: a.added + b.added,
    replaced: a.replaced + b.replaced,
    unchanged: a.unchanged + b.unchanged,
    kept: a.kept + b.kept,
    refused: [...a.refused, ...b.refused],
  }
}

function toNote({ name, version }: ImportedEntry, reason: string): EntryNote {
  return { name, version, reason }
}
