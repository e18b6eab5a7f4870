import { RegistryError, SearchedCapability, Status } from '@mcp-registry/contract'
import Type from 'typebox'
import Value from 'typebox/value'
import { decodeOpaque, encodeOpaque } from '../entries/opaque-text.js'
import { isStorableText } from '../store/storable-text.js'
import { isCorrectedText, MAX_CORRECTED_LENGTH, parseQueryText } from './query-text.js'
import { MAX_FACET_LENGTH } from './index/search-entry.js'

/** A search as resolved for the first page; the following pages reuse it. */
export const Search = Type.Object({
  q: Type.String(),
  filters: Type.Object({
    packageType: Type.Optional(Type.String({ maxLength: MAX_FACET_LENGTH })),
    transport: Type.Optional(Type.String({ maxLength: MAX_FACET_LENGTH })),
    capability: Type.Optional(SearchedCapability),
    /** By default, every status except `deleted`. */
    status: Type.Optional(Status),
  }),
  /** The query with its misspelt words replaced. */
  corrected: Type.Optional(Type.String({ maxLength: MAX_CORRECTED_LENGTH })),
  /** Whether one matching word is enough. */
  isAny: Type.Boolean(),
})
export type Search = Type.Static<typeof Search>

/** The last hit of a page. */
export const HitPosition = Type.Object({
  score: Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1 }),
  name: Type.String({ maxLength: 2_000 }),
})
export type HitPosition = Type.Static<typeof HitPosition>

const SearchCursorFields = Type.Object({ search: Search, after: HitPosition })
export type SearchCursorFields = Type.Static<typeof SearchCursorFields>

/** A cursor whose shape has been validated. */
export type SearchCursor = SearchCursorFields & { readonly __brand: 'SearchCursor' }

const FORMAT = 2

export function encodeSearchCursor(cursor: SearchCursorFields): string {
  return encodeOpaque(FORMAT, cursor)
}

/** Decodes a search cursor. Throws `invalid-cursor` if the text is not one. */
export function decodeSearchCursor(text: string): SearchCursor {
  const cursor = decodeOpaque(FORMAT, text)
  if (Value.Check(SearchCursorFields, cursor) && hasUsableTexts(cursor)) return cursor as SearchCursor
  throw new RegistryError('invalid-cursor', 'The cursor was not made by this search. Start again without a cursor.')
}

function hasUsableTexts({ search: { q, corrected = '', filters }, after }: SearchCursorFields): boolean {
  const query = parseQueryText(q)
  const isAsked = query.ok && query.value === q && isCorrectedText(corrected)
  return isAsked && [after.name, ...Object.values(filters)].every(isStorableText)
}
