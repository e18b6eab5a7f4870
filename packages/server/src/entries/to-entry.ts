import { fillBuffer } from './buffer-pool.js'
import type { VersionsTable } from '../store/database.js'

/** The wire form of one version: both parts were rendered when they were written, and nothing reads them again. */
export function toEntry({ document, meta }: Pick<VersionsTable, 'document' | 'meta'>, warnings: readonly string[] = []): string {
  const tail = warnings.length > 0 ? `,"warnings":${JSON.stringify(warnings)}` : ''
  return `{"server":${document},"_meta":${meta}${tail}}`
}

/** The same as SQL, of a row of versions: for lists, whose texts are quicker put together where they are than here. */
export const ENTRY_SQL = `'{"server":' || document || ',"_meta":' || meta || '}'`

/** A row of a page of a list. */
export interface PageRow extends Pick<VersionsTable, 'name' | 'version'> {
  /** Its wire form. */
  readonly entry: string
  /** The last change number when the page was read; only with `updatedSince`. */
  readonly as_of?: number
}

/** The wire form of a list, in a pooled buffer, and of each of its entries, which are parts of the same bytes. */
export interface Page {
  readonly body: Buffer
  readonly listEntries: () => readonly Buffer[]
}

// The longest form in UTF-8 of one unit of a text.
const MAX_UNIT_BYTES = 3

/** The wire form of a list of entries that have theirs as texts: in one go, since a buffer for each entry would be copied and left behind. */
export function toList(rows: readonly { readonly entry: string }[], nextCursor?: string): Page {
  const tail = toTail(rows.length, nextCursor)
  const units = rows.reduce((sum, { entry }) => sum + entry.length + 1, 0)
  const maxBytes = HEAD.length + units * MAX_UNIT_BYTES + tail.length
  let ends: readonly number[] = []
  const body = fillBuffer(maxBytes, (memory) => {
    let end = 0
    const write = (text: string) => (end += memory.write(text, end))
    write(HEAD)
    ends = rows.map(({ entry }, nth) => {
      if (nth > 0) write(',')
      return write(entry)
    })
    return write(tail)
  })
  return { body, listEntries: () => ends.map((to, nth) => body.subarray(nth === 0 ? HEAD.length : (ends[nth - 1] ?? 0) + 1, to)) }
}

/** The same, in a pooled buffer, of so many entries that are there as bytes, in pieces that commas have to go between. */
export function toPage(pieces: readonly Buffer[], count: number, nextCursor?: string): Buffer {
  const tail = toTail(count, nextCursor)
  const bytes = pieces.reduce((sum, { length }) => sum + length + 1, HEAD.length + tail.length)
  return fillBuffer(bytes, (memory) => {
    let end = memory.write(HEAD)
    for (const [nth, piece] of pieces.entries()) {
      if (nth > 0) end += memory.write(',', end)
      memory.set(piece, end)
      end += piece.length
    }
    return end + memory.write(tail, end)
  })
}

const HEAD = '{"servers":['

// In ASCII, as cursors are: as many bytes as units.
function toTail(count: number, nextCursor: string | undefined): string {
  const next = nextCursor === undefined ? '' : `"nextCursor":${JSON.stringify(nextCursor)},`
  return `],"metadata":{${next}"count":${count}}}`
}
