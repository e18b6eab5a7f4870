import { joinEntries } from '../entries/join-entries.js'
import type { EntryKey } from '../entries/key-range.js'
import type { Store } from '../store/open-store.js'

/** `json` is a single listing, `ndjson` has one entry per line; `import` reads both. */
export type ExportFormat = 'json' | 'ndjson'

export interface ExportOptions {
  readonly format?: ExportFormat
  readonly signal?: AbortSignal
  readonly onProgress?: (entries: number) => void
}

/**
 * The whole registry, deleted versions included, as the text of a listing, in chunks. Importing it into an empty registry and exporting
 * that yields the same bytes.
 */
export async function* exportEntries(
  { store }: { readonly store: Store },
  { format = 'json', signal, onProgress }: ExportOptions = {},
): AsyncGenerator<string> {
  const isListing = format === 'json'
  const separator = isListing ? ',\n' : '\n'
  let written = 0
  let after: EntryKey | undefined
  if (isListing) yield '{"servers":['
  do {
    signal?.throwIfAborted()
    const { text, count, end } = await joinEntries(store.db, separator, after)
    if (count > 0) yield isListing ? `${written === 0 ? '\n' : separator}${text}` : `${text}\n`
    written += count
    onProgress?.(written)
    after = end
  } while (after)
  if (isListing) yield `\n],"metadata":{"count":${written}}}\n`
}
