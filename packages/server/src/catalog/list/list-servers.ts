import { RegistryError } from '@mcp-registry/contract'
import type { Store } from '../../store/open-store.js'
import type { EntryCache, KeyedEntry } from '../../cache/entry-cache.js'
import type { EntryKey, KeyRange } from '../../entries/key-range.js'
import type { Answer } from '../../cache/response-cache.js'
import { type Cursor, decodeCursor, encodeCursor, findCursor, type ListFilters } from '../../entries/cursor.js'
import { findPage } from './find-page.js'
import { findPlainList, findPlainPage } from '../../entries/plain-lists.js'
import { requireTimestamp } from '../../entries/parse-timestamp.js'
import { requireSearchText } from '../../entries/search-text.js'
import { toPage, toList } from '../../entries/to-entry.js'

export interface ListQuery {
  readonly cursor?: string
  /** 1 to 100. */
  readonly limit?: number
  readonly search?: string
  readonly updatedSince?: string
  /** `latest`, or an exact version. */
  readonly version?: string
  /** By default, deleted versions are included only with `updatedSince`: clients that synchronise need the deletions. */
  readonly includeDeleted?: boolean
}

export interface ListServices {
  readonly store: Store
  /** The cached entries of plain lists. */
  readonly entries?: EntryCache
}

export const DEFAULT_LIMIT = 30

/** Whether the parameters of a list request a search, directly or in their cursor. Accepts unvalidated input. */
export function isSearch(query: Readonly<Record<string, unknown>>): boolean {
  const { search, cursor } = query
  if (search !== undefined && search !== '') return true
  return typeof cursor === 'string' && findCursor(cursor)?.filters?.search !== undefined
}

/** A page of versions in byte order of name and version. A plain list is served from the cache if all of its entries are cached. */
export async function listServers({ store, entries }: ListServices, query: ListQuery): Promise<Answer> {
  const after = query.cursor === undefined || query.cursor === '' ? undefined : decodeCursor(query.cursor)
  const filters = toFilters(query, after)
  const limit = query.limit ?? DEFAULT_LIMIT
  const kind = findPlainList(filters)
  const position = entries?.position ?? 0
  // Fetch one entry more than the page holds, to detect a next page.
  const wanted = limit + 1
  const inMemory = kind === undefined ? undefined : entries?.find(kind, after, wanted)
  if (inMemory) {
    const { page, next, range } = cutPage(inMemory.keys, limit, { filters, after })
    return { body: toPage(inMemory.first(page.length), page.length, next), ranges: [range], isFromMemory: true }
  }
  const rows =
    kind === undefined
      ? await findPage(store.db, { filters, limit: wanted, ...(after && { after }) })
      : await findPlainPage(store.db, kind, { limit: wanted, after })
  const { page, next, range } = cutPage(rows, limit, { filters, after })
  const list = toList(page, next)
  if (entries && kind !== undefined)
    entries.keep(kind, after, toKeyed(page, list.listEntries()), { isEnd: rows.length < wanted, position })
  return { body: list.body, ranges: [range] }
}

interface ListedKey extends EntryKey {
  readonly as_of?: number
}

interface CutPage<E> {
  readonly page: readonly E[]
  /** The cursor of the next page. */
  readonly next: string | undefined
  readonly range: KeyRange
}

function cutPage<E extends ListedKey>(
  found: readonly E[],
  limit: number,
  { filters, after }: { readonly filters: ListFilters; readonly after: Cursor | undefined },
): CutPage<E> {
  const page = found.slice(0, limit)
  const following = found[limit]
  const last = following && page.at(-1)
  return {
    page,
    next: last && encodeCursor({ ...toKey(last), filters: { ...filters, ...toAsOf(filters, last) } }),
    range: { ...(after && { after: toKey(after) }), ...(following && { through: toKey(following) }) },
  }
}

function toKeyed(page: readonly EntryKey[], entries: readonly Buffer[]): KeyedEntry[] {
  return entries.flatMap((bytes, nth) => {
    const key = page[nth]
    return key ? [{ name: key.name, version: key.version, bytes }] : []
  })
}

function toAsOf({ asOf }: ListFilters, { as_of }: ListedKey): Pick<ListFilters, 'asOf'> | undefined {
  const first = asOf ?? as_of
  return first === undefined ? undefined : { asOf: first }
}

function toKey({ name, version }: EntryKey): EntryKey {
  return { name, version }
}

function toFilters(query: ListQuery, cursor: Cursor | undefined): ListFilters {
  const search = query.search === undefined ? undefined : requireSearchText(query.search, 'search')
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
