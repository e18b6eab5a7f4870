import type { VersionsTable } from '../store/database.js'

/** The wire form of one version: both parts were rendered when they were written, and nothing reads them again. */
export function toEntry({ document, meta }: Pick<VersionsTable, 'document' | 'meta'>, warnings: readonly string[] = []): string {
  const tail = warnings.length > 0 ? `,"warnings":${JSON.stringify(warnings)}` : ''
  return `{"server":${document},"_meta":${meta}${tail}}`
}

/** The wire form of a list of versions. */
export function toList(rows: readonly Pick<VersionsTable, 'document' | 'meta'>[]): string {
  return toPage(rows.map((row) => toEntry(row)))
}

/** The wire form of a list of entries that have theirs. */
export function toPage(entries: readonly string[], nextCursor?: string): string {
  const next = nextCursor === undefined ? '' : `"nextCursor":${JSON.stringify(nextCursor)},`
  return `{"servers":[${entries.join(',')}],"metadata":{${next}"count":${entries.length}}}`
}
