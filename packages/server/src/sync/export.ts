import { findPage } from '../catalog/find-page.js'
import { toEntry } from '../catalog/to-entry.js'
import type { Services } from '../services.js'

/** `json` is one listing, `ndjson` one entry to a line; `import` reads both. */
export type ExportFormat = 'json' | 'ndjson'

export interface ExportOptions {
  readonly format?: ExportFormat
  readonly signal?: AbortSignal
  readonly onProgress?: (entries: number) => void
}

const PAGE_ENTRIES = 500

/**
 * Everything in the registry, deleted versions too, as the text of a listing in pieces. Importing it into an empty registry and
 * exporting that gives the same bytes.
 */
export async function* exportEntries(
  { store }: Pick<Services, 'store'>,
  { format = 'json', signal, onProgress }: ExportOptions = {},
): AsyncGenerator<string> {
  const isListing = format === 'json'
  let count = 0
  let after: { name: string; version: string } | undefined
  if (isListing) yield '{"servers":['
  do {
    signal?.throwIfAborted()
    const rows = await findPage(store.db, { filters: { includeDeleted: true }, limit: PAGE_ENTRIES, ...(after && { after }) })
    if (rows.length > 0) {
      const entries = rows.map((row) => toEntry(row))
      yield isListing ? `${count === 0 ? '\n' : ',\n'}${entries.join(',\n')}` : `${entries.join('\n')}\n`
    }
    count += rows.length
    onProgress?.(count)
    after = rows.length < PAGE_ENTRIES ? undefined : rows.at(-1)
  } while (after)
  if (isListing) yield `\n],"metadata":{"count":${count}}}\n`
}
