import type { Store } from '../../store/open-store.js'
import type { ImportedEntry, ReadEntry } from './imported-entry.js'
import { isRefusedByDatabase } from '../../store/is-refused-by-database.js'
import { type ServerLimits, withDefaultLimits } from '../rows/server-limits.js'
import type { HoldServices } from '../takedowns/find-holds.js'
import type { EntryNote } from './entry-note.js'
import { type WrittenEntries, writeImportedEntries } from './write-imported-entries.js'

/** The outcome of an import of entries. */
export interface ImportOutcome extends WrittenEntries {
  readonly warnings: readonly EntryNote[]
}

export interface ImportServices extends Partial<ServerLimits>, HoldServices {
  readonly store: Store
  readonly clock: { now(): Date }
}

/**
 * Imports entries of another registry verbatim, in one transaction, which is fast for a few hundred entries. No version may occur twice. If
 * the stored version differs, the one that was updated later wins. An entry that is latest takes the flag from its previous holder. If the
 * upstream never flags a version of a name, the name has no latest version until `repairLatest` is called.
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
 * Writes the entries in one transaction. If the database rejects the content of an entry, the batch is split in halves, down to that entry.
 * This costs a few more transactions, but writes all other entries.
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
