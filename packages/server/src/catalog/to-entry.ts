import type { VersionsTable } from '../store/database.js'

/** The wire form of one version: both parts were rendered when they were written, and nothing reads them again. */
export function toEntry({ document, meta }: Pick<VersionsTable, 'document' | 'meta'>, warnings: readonly string[] = []): string {
  const tail = warnings.length > 0 ? `,"warnings":${JSON.stringify(warnings)}` : ''
  return `{"server":${document},"_meta":${meta}${tail}}`
}

/** The same as SQL, of a row of versions: for lists, whose texts are quicker put together where they are than here. */
export const ENTRY_SQL = `'{"server":' || document || ',"_meta":' || meta || '}'`

/** The wire form of a list, and of each of its entries, which are parts of the same bytes. */
export interface Page {
  readonly body: Buffer
  readonly listEntries: () => readonly Buffer[]
}

// The longest form in UTF-8 of one unit of a text.
const MAX_UNIT_BYTES = 3
// Room for nearly every page.
const SCRATCH = Buffer.allocUnsafe(1024 * 1024)

/**
 * The wire form of a list of entries that have theirs as texts. It is encoded into memory that is used again and again, and copied from there once: texts and buffers
 * of its own for each entry would be copied more often, and leave more behind.
 */
export function toList(rows: readonly { readonly entry: string }[], nextCursor?: string): Page {
  const tail = toTail(rows.length, nextCursor)
  const units = rows.reduce((sum, { entry }) => sum + entry.length + 1, 0)
  const maxBytes = HEAD.length + units * MAX_UNIT_BYTES + tail.length
  const scratch = maxBytes <= SCRATCH.length ? SCRATCH : Buffer.allocUnsafe(maxBytes)
  let end = 0
  const write = (text: string) => (end += scratch.write(text, end))
  write(HEAD)
  const ends = rows.map(({ entry }, nth) => {
    if (nth > 0) write(',')
    return write(entry)
  })
  write(tail)
  const body = Buffer.from(scratch.subarray(0, end))
  return { body, listEntries: () => ends.map((to, nth) => body.subarray(nth === 0 ? HEAD.length : (ends[nth - 1] ?? 0) + 1, to)) }
}

/** The same of so many entries that are there as bytes, in pieces that commas have to go between. */
export function toPage(pieces: readonly Buffer[], count: number, nextCursor?: string): Buffer {
  const [head, tail] = [Buffer.from(HEAD), Buffer.from(toTail(count, nextCursor))]
  return Buffer.concat([head, ...pieces.flatMap((piece, nth) => (nth === 0 ? [piece] : [COMMA, piece])), tail])
}

const HEAD = '{"servers":['
const COMMA = Buffer.from(',')

// In ASCII, as cursors are: as many bytes as units.
function toTail(count: number, nextCursor: string | undefined): string {
  const next = nextCursor === undefined ? '' : `"nextCursor":${JSON.stringify(nextCursor)},`
  return `],"metadata":{${next}"count":${count}}}`
}
