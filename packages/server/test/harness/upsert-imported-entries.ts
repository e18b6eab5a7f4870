import { type ImportedEntry, type ReadEntry, readEntry, toUpdatedAt } from '../../src/catalog/import/imported-entry.js'
import { toKeyText } from '../../src/catalog/rows/server-versions.js'
import { type ImportOutcome, type ImportServices, upsertReadEntries } from '../../src/catalog/import/upsert-read-entries.js'

/** The same as {@link upsertReadEntries}, for entries that are still to be read; of two of the same version the later state counts. */
export async function upsertImportedEntries(services: ImportServices, entries: readonly ImportedEntry[]): Promise<ImportOutcome> {
  const now = services.clock.now()
  const read = entries.map((entry) => readEntry(entry, now))
  const distinct = dropRepeated(read)
  const outcome = await upsertReadEntries(services, distinct)
  return { ...outcome, kept: outcome.kept + read.length - distinct.length }
}

function dropRepeated(entries: readonly ReadEntry[]): ReadEntry[] {
  const byKey = new Map<string, ReadEntry>()
  const others: ReadEntry[] = []
  const toTime = (read: ReadEntry) => toUpdatedAt(read)?.value ?? ''
  for (const read of entries) {
    const key = toKeyText(read.entry)
    const other = byKey.get(key)
    if (read.obstacle !== undefined) others.push(read)
    else if (!other || toTime(read) >= toTime(other)) byKey.set(key, read)
  }
  return [...others, ...byKey.values()]
}
