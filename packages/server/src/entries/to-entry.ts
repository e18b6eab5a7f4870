import { fillBuffer } from './buffer-pool.js'
import type { VersionsTable } from '../store/database.js'

/** The wire form of a version. Both parts were rendered when they were written and are not parsed again. */
export function toEntry({ document, meta }: Pick<VersionsTable, 'document' | 'meta'>, warnings: readonly string[] = []): string {
  const tail = warnings.length > 0 ? `,"warnings":${JSON.stringify(warnings)}` : ''
  return `{"server":${document},"_meta":${meta}${tail}}`
}

/**
 * The SQL equivalent of `toEntry` for a row of `versions`. Lists use it, since the database concatenates the texts faster than this
 * process.
 */
export const ENTRY_SQL = `'{"server":' || document || ',"_meta":' || meta || '}'`

/** A row of a list page. */
export interface PageRow extends Pick<VersionsTable, 'name' | 'version'> {
  /** The entry in wire form. */
  readonly entry: string
  /** The last change number when the page was read. Present only with `updatedSince`. */
  readonly as_of?: number
}

/** A list in wire form, in a pooled buffer. Its entries are slices of the same bytes. */
export interface Page {
  readonly body: Buffer
  readonly listEntries: () => readonly Buffer[]
}

// The maximum UTF-8 length of one UTF-16 code unit.
const MAX_UNIT_BYTES = 3

/**
 * Renders a list of entries in wire form. It is written into one buffer, since a buffer per entry would have to be copied and
 * garbage-collected.
 */
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

/** Renders a list of `count` entries into a pooled buffer, from pieces of bytes that are to be separated by commas. */
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

// ASCII, as cursors are, so its length in bytes equals its length in code units.
function toTail(count: number, nextCursor: string | undefined): string {
  const next = nextCursor === undefined ? '' : `"nextCursor":${JSON.stringify(nextCursor)},`
  return `],"metadata":{${next}"count":${count}}}`
}
