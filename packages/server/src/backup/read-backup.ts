import {
  type BackupEnd,
  type BackupHeader,
  createDigest,
  parseHeader,
  parseLine,
  type RowCounts,
  toDamaged,
} from './backup-format.js'
import { SourceError } from '../upstreams/source-error.js'
import type { TableName } from './tables.js'

/** Rows of one table that are inserted by one statement, each as JSON text. */
export interface RowBatch {
  readonly table: TableName
  readonly rows: readonly string[]
}

// A row holds a document of up to 128 kB and its search texts, and every character may be escaped.
const MAX_LINE_BYTES = 16 * 1024 * 1024
const MAX_BATCH_ROWS = 500
const MAX_BATCH_LENGTH = 4 * 1024 * 1024

/**
 * Reads the header of a backup immediately, and its rows in batches. Iteration throws a `StorageError` if the backup is damaged or
 * truncated. Once the iteration has finished, the row counts and the digest have been verified.
 */
export async function readBackup(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ readonly header: BackupHeader; readonly batches: AsyncIterable<RowBatch> }> {
  const lines = splitLines(withoutFaults(bytes))
  const first = await lines.next()
  const text = first.done === true ? undefined : first.value
  return { header: parseHeader(text), batches: listBatches(text ?? '', lines) }
}

async function* listBatches(headerLine: string, lines: AsyncIterable<string>): AsyncGenerator<RowBatch, void, undefined> {
  const digest = createDigest()
  const addToDigest = (line: string) => void digest.update(line).update('\n')
  addToDigest(headerLine)
  const counts: RowCounts = {}
  let end: BackupEnd | undefined
  let rows: string[] = []
  let length = 0
  let table: TableName | undefined
  for await (const line of lines) {
    if (end !== undefined) throw toDamaged('something follows its end')
    const parsed = parseLine(line)
    const isFull = rows.length >= MAX_BATCH_ROWS || length >= MAX_BATCH_LENGTH
    if (table !== undefined && rows.length > 0 && (parsed.kind === 'end' || parsed.table !== table || isFull)) {
      yield { table, rows }
      rows = []
      length = 0
    }
    if (parsed.kind === 'row') {
      addToDigest(line)
      table = parsed.table
      rows.push(parsed.row)
      length += parsed.row.length
      counts[table] = (counts[table] ?? 0) + 1
    } else {
      end = parsed
    }
  }
  if (end === undefined) throw toDamaged('its end is missing')
  for (const [name, count] of Object.entries(end.rows)) {
    const found = counts[name as TableName] ?? 0
    if (found !== count) throw toDamaged(`it has ${found} of ${count} rows of the table ${name}`)
  }
  if (digest.digest('hex') !== end.sha256) throw toDamaged('its SHA-256 digest is another one')
}

async function* withoutFaults(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* bytes
  } catch (error) {
    throw error instanceof SourceError ? toDamaged('its gzip data is broken or cut off') : error
  }
}

// `node:readline` would also split rows at U+2028.
async function* splitLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  let parts: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      yield Buffer.concat([...parts, chunk.subarray(start, end)]).toString()
      parts = []
      bytes = 0
      start = end + 1
    }
    parts.push(chunk.subarray(start))
    bytes += chunk.length - start
    if (bytes > MAX_LINE_BYTES) throw toDamaged('a line of it is too long')
  }
  if (bytes > 0) throw toDamaged('its last line is cut off')
}

const NEWLINE = 0x0a
