import { RegistryError } from '@mcp-registry/contract'
import { isStorableText } from '../store/storable-text.js'
import { decodeOpaque, encodeOpaque } from './opaque-text.js'
import { parseTimestamp } from './parse-timestamp.js'
import { parseSearchText, type SearchText } from './search-text.js'

/** The filters of a list. An absent one does not filter. */
export interface ListFilters {
  readonly search?: SearchText
  /** `latest`, or one exact version. */
  readonly version?: string
  /** In the format that `parseTimestamp` returns. */
  readonly updatedSince?: string
  readonly includeDeleted?: boolean
  /**
   * The change number at which a walk with `updatedSince` began. Later changes are left to the next walk: pages are ordered by name, so if
   * one showed them, the greatest `updatedAt` would move past changes on earlier pages, and the client would miss those.
   */
  readonly asOf?: number
}

/** A position in a list: the entry before the next page, and the filters of the walk. */
export interface CursorFields {
  readonly name: string
  readonly version: string
  /** Absent in the plain form, which has no filters. */
  readonly filters?: ListFilters
}

/** A cursor whose shape has been validated: the only form in which a position from a client reaches a query, a key range or a cache. */
export type Cursor = CursorFields & { readonly __brand: 'Cursor' }

const FORMAT = 1

/** Encodes a cursor in unreserved URL characters. It includes the filters, since many clients send only the cursor for the next page. */
export function encodeCursor({ name, version, filters }: Required<CursorFields>): string {
  const { search = null, version: ofVersion = null, updatedSince = null, includeDeleted = null, asOf = null } = filters
  return encodeOpaque(FORMAT, [name, version, search, ofVersion, updatedSince, includeDeleted, asOf])
}

/** Parses a cursor of this registry, or the plain `name:version` of other registries; returns undefined for anything else. */
export function findCursor(text: string): Cursor | undefined {
  return (parseFields(decodeOpaque(FORMAT, text)) ?? parsePlain(text)) as Cursor | undefined
}

/** Parses a cursor like `findCursor`, but throws `invalid-cursor` for anything else. */
export function decodeCursor(text: string): Cursor {
  const cursor = findCursor(text)
  if (cursor) return cursor
  throw new RegistryError('invalid-cursor', 'The cursor was not made by this registry. Start again without a cursor.')
}

function parseFields(value: unknown): CursorFields | undefined {
  if (!Array.isArray(value) || value.length !== 7) return undefined
  const [name, version, search, ofVersion, updatedSince, includeDeleted, asOf]: readonly unknown[] = value
  if (!isKeyText(name) || !isKeyText(version)) return undefined
  const filters = {
    ...(search !== null && { search: readSearch(search) }),
    ...(ofVersion !== null && { version: isKeyText(ofVersion) ? ofVersion : undefined }),
    ...(updatedSince !== null && { updatedSince: readTimestamp(updatedSince) }),
    ...(includeDeleted !== null && { includeDeleted: typeof includeDeleted === 'boolean' ? includeDeleted : undefined }),
    ...(asOf !== null && { asOf: isChangeNumber(asOf) ? asOf : undefined }),
  }
  return hasNoGap(filters) ? { name, version, filters } : undefined
}

/** Rows of early registries may have longer names than can be published now, up to the size limit of an index entry. */
const MAX_KEY_LENGTH = 2_000

function isKeyText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_KEY_LENGTH && isStorableText(value)
}

function isChangeNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

function readSearch(value: unknown): SearchText | undefined {
  const search = typeof value === 'string' ? parseSearchText(value) : undefined
  return search?.ok === true && search.value === value ? search.value : undefined
}

function readTimestamp(value: unknown): string | undefined {
  const time = typeof value === 'string' ? parseTimestamp(value) : undefined
  return time?.ok === true && time.value === value ? time.value : undefined
}

type Gaps<T> = { readonly [K in keyof T]: T[K] | undefined }

// A field that is present but invalid has the value undefined.
function hasNoGap(filters: Gaps<ListFilters>): filters is ListFilters {
  return Object.values(filters).every((value) => value !== undefined)
}

// A name contains no colon, but a version may.
function parsePlain(text: string): CursorFields | undefined {
  const colon = text.indexOf(':')
  const name = text.slice(0, Math.max(0, colon))
  const version = text.slice(colon + 1)
  const isPlain = /^[^\s/]+\/./.test(name) && version !== '' && isKeyText(name) && isKeyText(version)
  return isPlain ? { name, version } : undefined
}
