import { foldServerName, OFFICIAL_META_KEY } from '@mcp-registry/contract'
import type { VersionsTable } from '../../store/database.js'
import { findObstacle } from './entry-bounds.js'
import { inOrder, toOfficial } from '../../entries/meta.js'
import { parseTimestamp, toTimestamp } from '../../entries/parse-timestamp.js'
import { toSearchText } from '../../search/index/search-words.js'

/** An entry of another registry. It is stored verbatim and not validated like a publication. */
export interface ImportedEntry {
  readonly name: string
  readonly version: string
  /** The document as JSON text, verbatim. */
  readonly document: string
  /** The entry's `_meta`, verbatim except for missing or unreadable fields of the official part. */
  readonly meta: Readonly<Record<string, unknown>>
}

/** The parsed form of an entry, independent of the contents of the registry. */
export interface ReadEntry {
  readonly entry: ImportedEntry
  /** Why the registry cannot hold or serve the entry; undefined if it can. */
  readonly obstacle: string | undefined
  /** Total size of the document and the `_meta`. */
  readonly bytes: number
  readonly searchText: string
  /** Undefined if the entry does not specify it. */
  readonly isLatest: boolean | undefined
  readonly status: VersionsTable['status']
  readonly statusMessage: string | undefined
  readonly publishedAt: GivenTime | undefined
  readonly updatedAt: GivenTime | undefined
  readonly statusChangedAt: GivenTime | undefined
  readonly warnings: readonly string[]
}

/** A timestamp of an entry. */
export interface GivenTime {
  /** As spelled in the entry. */
  readonly text: string
  /** RFC 3339 in UTC with microseconds. */
  readonly value: string
}

/** How far the clock of another registry may be ahead of this one. */
const MAX_AHEAD_MS = 60_000

/**
 * `document` is the parsed document of the entry, for callers that already have it. An official timestamp that is invalid or in the future
 * counts as missing: clients that request changes since the latest timestamp would otherwise miss all later changes.
 */
export function readEntry(entry: ImportedEntry, now: Date, document: unknown = JSON.parse(entry.document)): ReadEntry {
  const official = toOfficial(entry.meta)
  const warnings: string[] = []
  const latestTime = toTimestamp(new Date(now.getTime() + MAX_AHEAD_MS))
  const readTime = (field: 'publishedAt' | 'updatedAt' | 'statusChangedAt'): GivenTime | undefined => {
    const text = official[field]
    if (text === undefined || text === null) return undefined
    const result = typeof text === 'string' ? parseTimestamp(text) : undefined
    if (typeof text === 'string' && result?.ok && result.value <= latestTime) return { text, value: result.value }
    warnings.push(`Its ${field} ${result?.ok ? 'lies in the future' : 'is not a timestamp'} and was omitted.`)
    return undefined
  }
  const documentBytes = Buffer.byteLength(entry.document)
  const metaBytes = Buffer.byteLength(JSON.stringify(entry.meta))
  const obstacle = findObstacle({ ...entry, documentBytes, metaBytes })
  const publishedAt = readTime('publishedAt')
  const status = readStatus(official['status'], warnings)
  return {
    entry,
    obstacle,
    bytes: documentBytes + metaBytes,
    searchText: obstacle === undefined ? toSearchText(document) : '',
    isLatest: typeof official['isLatest'] === 'boolean' ? official['isLatest'] : undefined,
    status,
    statusMessage: readMessage(official['statusMessage'], warnings),
    publishedAt,
    updatedAt: readTime('updatedAt'),
    statusChangedAt: readTime('statusChangedAt'),
    warnings,
  }
}

/**
 * The row of an entry. Timestamps keep their spelling. Missing ones are filled in, since every client of the protocol expects them. An
 * entry without `updatedAt` or `statusChangedAt` is considered unchanged since its publication.
 */
export function toImportedRow(
  read: ReadEntry,
  isLatest: boolean,
  defaults: { readonly publishedAt: string; readonly updatedAt: string },
): VersionsTable {
  const { entry, status, statusMessage } = read
  const publishedAt = read.publishedAt ?? toGiven(defaults.publishedAt)
  const updatedAt = read.updatedAt ?? toGiven(read.publishedAt?.value ?? defaults.updatedAt)
  const statusChangedAt = read.statusChangedAt ?? publishedAt
  const rendered = inOrder({
    ...toOfficial(entry.meta),
    status,
    statusMessage,
    statusChangedAt: statusChangedAt.text,
    publishedAt: publishedAt.text,
    updatedAt: updatedAt.text,
    isLatest,
  })
  return {
    name: entry.name,
    version: entry.version,
    folded_name: foldServerName(entry.name),
    document: entry.document,
    meta: JSON.stringify({ ...entry.meta, [OFFICIAL_META_KEY]: rendered }),
    status,
    status_message: toStoredMessage(statusMessage),
    status_changed_at: statusChangedAt.value,
    published_at: publishedAt.value,
    updated_at: updatedAt.value,
    is_latest: isLatest,
    change_number: 0,
    search_text: read.searchText,
    origin: 'imported',
  }
}

/** When the entry was last changed; undefined if it has neither `updatedAt` nor `publishedAt`. */
export function toUpdatedAt({ updatedAt, publishedAt }: ReadEntry): GivenTime | undefined {
  return updatedAt ?? publishedAt
}

/** The message, with characters that a column cannot store replaced. */
export function toStoredMessage(message: string | undefined): string | null {
  return message?.replaceAll(/[\0\p{Surrogate}]/gu, '\uFFFD') ?? null
}

export function toGiven(value: string): GivenTime {
  return { text: value, value }
}

function readStatus(status: unknown, warnings: string[]): VersionsTable['status'] {
  if (status === 'active' || status === 'deprecated' || status === 'deleted') return status
  if (status !== undefined) warnings.push('Its status is not defined by the protocol; active is used instead.')
  return 'active'
}

function readMessage(message: unknown, warnings: string[]): string | undefined {
  if (typeof message === 'string') return message
  if (message !== undefined && message !== null) warnings.push('Its statusMessage is not a string and was omitted.')
  return undefined
}
