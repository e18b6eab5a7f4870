import type { VersionsTable } from '../store/database.js'

/** The wire form of one version: both parts were rendered when they were written, and nothing reads them again. */
export function toEntry({ document, meta }: Pick<VersionsTable, 'document' | 'meta'>, warnings: readonly string[] = []): string {
  const tail = warnings.length > 0 ? `,"warnings":${JSON.stringify(warnings)}` : ''
  return `{"server":${document},"_meta":${meta}${tail}}`
}

/** The wire form of a list of versions. */
export function toList(rows: readonly Pick<VersionsTable, 'document' | 'meta'>[]): Buffer {
  return toPage(rows.map((row) => Buffer.from(toEntry(row))))
}

const COMMA = Buffer.from(',')

/**
 * The wire form of a list of entries that have theirs. In bytes, entry by entry: one letter beyond Latin-1 would make the text of a whole
 * page twice as large, and several times as slow to encode.
 */
export function toPage(entries: readonly Buffer[], nextCursor?: string): Buffer {
  const next = nextCursor === undefined ? '' : `"nextCursor":${JSON.stringify(nextCursor)},`
  const head = Buffer.from('{"servers":[')
  const tail = Buffer.from(`],"metadata":{${next}"count":${entries.length}}}`)
  return Buffer.concat([head, ...entries.flatMap((entry, nth) => (nth === 0 ? [entry] : [COMMA, entry])), tail])
}
