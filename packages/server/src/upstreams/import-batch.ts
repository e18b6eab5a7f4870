import type { ReadEntry } from '../catalog/import/imported-entry.js'

/** An entry and its position in the source. */
export interface PlacedEntry {
  readonly position: string
  readonly read: ReadEntry
}

const MAX_ENTRIES = 2_000
const MAX_BYTES = 4 * 1024 * 1024

/** Collects entries for one transaction: limited in number and size, and without duplicate versions. */
export function openBatch() {
  let entries = new Map<string, PlacedEntry>()
  let bytes = 0
  return {
    isFull: (read: ReadEntry) => entries.size >= MAX_ENTRIES || bytes + read.bytes > MAX_BYTES || entries.has(toKey(read.entry)),
    add(position: string, read: ReadEntry): void {
      entries.set(toKey(read.entry), { position, read })
      bytes += read.bytes
    },
    /** Returns the entries by key and empties the batch. */
    take(): ReadonlyMap<string, PlacedEntry> {
      const taken = entries
      entries = new Map()
      bytes = 0
      return taken
    },
  }
}

/** The key that identifies a version. */
export function toKey({ name, version }: { readonly name: string; readonly version: string }): string {
  return JSON.stringify([name, version])
}
