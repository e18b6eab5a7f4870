import { foldServerName, OFFICIAL_META_KEY } from '@mcp-registry/contract'
import type { VersionsTable } from '../store/database.js'
import { inOrder, toOfficial } from './meta.js'
import { parseTimestamp } from './parse-timestamp.js'
import { toSearchText } from './search-words.js'

/** An entry of another registry: data, not a publication. */
export interface ImportedEntry {
  readonly name: string
  readonly version: string
  /** The document as JSON text, kept as it is. */
  readonly document: string
  /** The entry's `_meta`, kept as it is but for what is missing or unreadable in the official part. */
  readonly meta: Readonly<Record<string, unknown>>
}

/** An entry as far as it can be read without looking at what the registry has. */
export interface ReadEntry {
  readonly entry: ImportedEntry
  /** Why the database could not hold the entry; undefined when it can. */
  readonly obstacle: string | undefined
  readonly searchText: string
  readonly isLatest: boolean
  readonly status: VersionsTable['status']
  /** RFC 3339 in UTC with microseconds; undefined when the entry does not say. */
  readonly publishedAt: string | undefined
  readonly updatedAt: string | undefined
  /** Whether that is what the entry says, not when it was published. */
  readonly saysUpdatedAt: boolean
  readonly statusChangedAt: string | undefined
  readonly warnings: readonly string[]
}

/** `document` is what the entry's document says, for those who have parsed it. */
export function readEntry(entry: ImportedEntry, document: unknown = JSON.parse(entry.document)): ReadEntry {
  const official = toOfficial(entry.meta)
  const warnings: string[] = []
  // The times of an entry are often the same.
  const times = new Map<unknown, string | undefined>()
  const readTime = (field: 'publishedAt' | 'updatedAt' | 'statusChangedAt') => {
    const text = official[field]
    if (text === undefined || text === null) return undefined
    if (!times.has(text)) times.set(text, findTime(text))
    const time = times.get(text)
    if (time !== undefined) return time
    warnings.push(`Its ${field} is not a timestamp and was left out.`)
    return undefined
  }
  const publishedAt = readTime('publishedAt')
  const status = readStatus(official['status'], warnings)
  const updatedAt = readTime('updatedAt')
  return {
    entry,
    obstacle: findObstacle(entry),
    searchText: toSearchText(document),
    isLatest: official['isLatest'] === true,
    status,
    publishedAt,
    updatedAt: updatedAt ?? publishedAt,
    saysUpdatedAt: updatedAt !== undefined,
    statusChangedAt: readTime('statusChangedAt'),
    warnings,
  }
}

function findObstacle({ name, version, document }: ImportedEntry): string | undefined {
  if (name === '' || version === '') return 'It has no name or no version.'
  if (/[\0\p{Surrogate}]/u.test(name + version) || document.includes('\0')) return 'It holds a character that is not text.'
  // The two are the key of an index, whose entries may have 2,700 bytes.
  if (Buffer.byteLength(name) + Buffer.byteLength(version) > 2_000) return 'Its name and version have more than 2,000 bytes.'
  return undefined
}

/**
 * The row of an entry. `given` times stay as they are spelled; `defaults` stand in for missing ones, which the protocol requires.
 */
export function toImportedRow(
  read: ReadEntry,
  isLatest: boolean,
  defaults: { readonly publishedAt: string; readonly updatedAt: string },
): VersionsTable {
  const { entry, status } = read
  const official = toOfficial(entry.meta)
  const message = official['statusMessage']
  const publishedAt = read.publishedAt ?? defaults.publishedAt
  const updatedAt = read.updatedAt ?? defaults.updatedAt
  const rendered = inOrder({
    ...official,
    status,
    statusChangedAt: read.statusChangedAt === undefined ? undefined : official['statusChangedAt'],
    publishedAt: read.publishedAt === undefined ? publishedAt : official['publishedAt'],
    // An entry without it was last changed when it was published.
    updatedAt: read.saysUpdatedAt ? official['updatedAt'] : updatedAt,
    isLatest,
  })
  return {
    name: entry.name,
    version: entry.version,
    folded_name: foldServerName(entry.name),
    document: entry.document,
    meta: JSON.stringify({ ...entry.meta, [OFFICIAL_META_KEY]: rendered }),
    status,
    status_message: typeof message === 'string' ? message.replaceAll(/[\0\p{Surrogate}]/gu, '\uFFFD') : null,
    status_changed_at: read.statusChangedAt ?? publishedAt,
    published_at: publishedAt,
    updated_at: updatedAt,
    is_latest: isLatest,
    change_number: 0,
    search_text: read.searchText,
    origin: 'imported',
  }
}

function readStatus(status: unknown, warnings: string[]): VersionsTable['status'] {
  if (status === 'active' || status === 'deprecated' || status === 'deleted') return status
  if (status !== undefined) warnings.push('Its status is none that the protocol knows; it counts as active.')
  return 'active'
}

function findTime(text: unknown): string | undefined {
  const result = typeof text === 'string' ? parseTimestamp(text) : undefined
  return result?.ok ? result.value : undefined
}
