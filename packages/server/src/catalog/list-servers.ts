import { RegistryError } from '@mcp-registry/contract'
import type { Store } from '../store/open-store.js'
import type { EntryCache, KeyedEntry } from '../reads/entry-cache.js'
import type { EntryKey } from '../reads/key-range.js'
import type { Answer } from '../reads/response-cache.js'
import { type Cursor, decodeCursor, encodeCursor, type ListFilters } from './cursor.js'
import { findPage, type PageQuery, type PageRow } from './find-page.js'
import { requireTimestamp } from './parse-timestamp.js'
import { toEntry, toPage } from './to-entry.js'

export interface ListQuery {
  readonly cursor?: string
  /** 1 to 100. */
  readonly limit?: number
  readonly search?: string
  readonly updatedSince?: string
  /** `latest`, or an exact version. */
  readonly version?: string
  /** Without it: only for `updatedSince`, whose readers have to learn of deletions. */
  readonly includeDeleted?: boolean
}

export interface ListServices {
  readonly store: Store
  /** Entries of plain lists that are in memory. */
  readonly entries?: EntryCache
}

export const DEFAULT_LIMIT = 30

/** A page of versions in byte order of name and version. */
export async function listServers(services: ListServices, query: ListQuery): Promise<Answer> {
  const cursor = query.cursor === undefined || query.cursor === '' ? undefined : decodeCursor(query.cursor)
  const filters = toFilters(query, cursor)
  const limit = query.limit ?? DEFAULT_LIMIT
  // One more than the page has tells whether there is another page.
  const { rows, isFromMemory } = await readPage(services, { filters, limit: limit + 1, ...(cursor && { after: cursor }) })
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  const next = last && encodeCursor({ ...toKey(last), filters: { ...filters, ...toAsOf(filters, last) } })
  const body = toPage(
    page.map(({ bytes }) => bytes),
    next,
  )
  const through = rows[limit]
  const range = { ...(cursor && { after: toKey(cursor) }), ...(through && { through: toKey(through) }) }
  return { body, ranges: [range], isFromMemory }
}

interface ListedRow extends KeyedEntry {
  readonly as_of?: number
}

/** The rows of a page: of a plain list from memory, when all of them are there. */
async function readPage(
  { store, entries }: ListServices,
  page: PageQuery,
): Promise<{ readonly rows: readonly ListedRow[]; readonly isFromMemory: boolean }> {
  const kind = toPlainKind(page.filters)
  const found = kind === undefined ? undefined : entries?.find(kind, page.after, page.limit)
  if (found) return { rows: found, isFromMemory: true }
  const position = entries?.position ?? 0
  const rows = (await findPage(store.db, page)).map(toListedRow)
  if (kind !== undefined) entries?.keep(kind, page.after, rows, { isEnd: rows.length < page.limit, position })
  return { rows, isFromMemory: false }
}

function toListedRow(row: PageRow): ListedRow {
  const { name, version, as_of } = row
  return { name, version, bytes: Buffer.from(toEntry(row)), ...(as_of !== undefined && { as_of }) }
}

/** What tells plain lists apart, which are walked as a whole; undefined for those that a filter thins out. */
function toPlainKind({ search, version, updatedSince, includeDeleted = false }: ListFilters): string | undefined {
  if (search !== undefined || updatedSince !== undefined) return undefined
  return version === undefined || version === 'latest' ? `${version} ${includeDeleted}` : undefined
}

function toAsOf({ asOf }: ListFilters, { as_of }: ListedRow): Pick<ListFilters, 'asOf'> | undefined {
  const first = asOf ?? as_of
  return first === undefined ? undefined : { asOf: first }
}

function toKey({ name, version }: EntryKey): EntryKey {
  return { name, version }
}

function toFilters(query: ListQuery, cursor: Cursor | undefined): ListFilters {
  const search = query.search?.trim()
  const asked = {
    ...(search && { search }),
    ...(query.version && { version: query.version }),
    ...(query.updatedSince && { updatedSince: requireTimestamp(query.updatedSince) }),
    ...(query.includeDeleted !== undefined && { includeDeleted: query.includeDeleted }),
  }
  if (cursor?.filters === undefined) return withDefaults(asked)
  requireSameFilters(asked, cursor.filters)
  return cursor.filters
}

function withDefaults(filters: ListFilters): ListFilters {
  return { ...filters, includeDeleted: filters.includeDeleted ?? filters.updatedSince !== undefined }
}

function requireSameFilters(asked: ListFilters, carried: ListFilters): void {
  const differing = (['search', 'version', 'updatedSince', 'includeDeleted'] as const).filter(
    (key) => asked[key] !== undefined && asked[key] !== carried[key],
  )
  if (differing.length === 0) return
  const names = differing.map((key) => PARAMETERS[key]).join(', ')
  throw new RegistryError(
    'invalid-cursor',
    `The cursor belongs to a list with other filters (${names}). Send the filters that it was made for, or none, or start without it.`,
  )
}

const PARAMETERS = {
  search: 'search',
  version: 'version',
  updatedSince: 'updated_since',
  includeDeleted: 'include_deleted',
} as const satisfies Record<Exclude<keyof ListFilters, 'asOf'>, string>
