import { createHash } from 'node:crypto'
import { StorageError } from '../store/storage-error.js'
import { isTableName, type TableName } from './tables.js'

/**
 * The header of a backup. A backup is JSON Lines: this header, one line per row, and a last line with the row counts and the SHA-256
 * digest of all lines before it. Rows are kept as the database serialized them and are never parsed here, so that numbers keep their
 * precision.
 */
export interface BackupHeader {
  readonly format: 'mcp-registry-backup'
  readonly formatVersion: 1
  /** The name of the last migration that was applied to the database. */
  readonly schema: string
  readonly createdAt: string
  /** `epoch` and `number` are the position of the last change in the backup. */
  readonly epoch: string | undefined
  readonly number: number
}

/** The number of rows in a backup, by table. */
export type RowCounts = Partial<Record<TableName, number>>

/** One row of a table, as JSON text. */
export interface BackupRow {
  readonly table: TableName
  readonly row: string
}

/** The last line of a backup. */
export interface BackupEnd {
  readonly rows: RowCounts
  /** The digest of all bytes before this line, in hexadecimal. */
  readonly sha256: string
}

export type BackupLine = ({ readonly kind: 'row' } & BackupRow) | ({ readonly kind: 'end' } & BackupEnd)

/** Creates the hash to which the lines of a backup are added as they are written or read. */
export function createDigest() {
  return createHash('sha256')
}

export function toHeaderLine(header: BackupHeader): string {
  return `${JSON.stringify(header)}\n`
}

export function toRowLine({ table, row }: BackupRow): string {
  return `["${table}",${row}]\n`
}

export function toEndLine(end: BackupEnd): string {
  return `${JSON.stringify({ end: true, ...end })}\n`
}

/** Parses the first line. Throws a `StorageError` if it is not a supported header. */
export function parseHeader(line: string | undefined): BackupHeader {
  const header = line === undefined ? undefined : parseObject(line)
  if (header?.['format'] !== 'mcp-registry-backup') {
    throw new StorageError(
      'This is not a backup: it does not begin with the header of one. To load a list of servers, use "import".',
    )
  }
  const { formatVersion, schema, createdAt, epoch, number } = header
  if (typeof formatVersion !== 'number') throw toDamaged('its header has no format version')
  if (formatVersion !== 1) throw new StorageError('The backup was made by a newer version of the registry. Update this one.')
  if (typeof schema !== 'string') throw toDamaged('its header has no schema')
  // Both are recorded in the audit log.
  if (typeof createdAt !== 'string' || Number.isNaN(Date.parse(createdAt))) throw toDamaged('its header has no time')
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) throw toDamaged('its header has no change number')
  const isKnown = typeof epoch === 'string'
  return { format: 'mcp-registry-backup', formatVersion, schema, createdAt, epoch: isKnown ? epoch : undefined, number }
}

/** Parses a line after the header: a row, or the end. Throws a `StorageError` for any other line. */
export function parseLine(line: string): BackupLine {
  const [, table = '', row] = /^\["([a-z_]{1,63})",(\{.*\})\]$/s.exec(line) ?? []
  if (row !== undefined) {
    if (isTableName(table)) return { kind: 'row', table, row }
    throw new StorageError(`The backup has a table ${table}, which this version of the registry does not know. Update it.`)
  }
  const end = parseObject(line)
  if (end?.['end'] === true && typeof end['rows'] === 'object' && end['rows'] !== null) {
    return { kind: 'end', rows: end['rows'] as RowCounts, sha256: String(end['sha256']) }
  }
  throw toDamaged('a line of it is neither a row nor the end')
}

export function toDamaged(how: string, cause?: Error): StorageError {
  return new StorageError(`The backup is damaged or incomplete: ${how}. Nothing was changed. Use another copy.`, { cause })
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
