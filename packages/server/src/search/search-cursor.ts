import { RegistryError } from '@mcp-registry/contract'
import Type from 'typebox'
import Value from 'typebox/value'
import { seal, unseal } from '../catalog/sealed-text.js'

/** What is looked for, as it was settled on the first page: the others must not settle it otherwise. */
export const Search = Type.Object({
  q: Type.String(),
  filters: Type.Object({
    packageType: Type.Optional(Type.String()),
    transport: Type.Optional(Type.String()),
    /** Without it: everything but `deleted`. */
    status: Type.Optional(Type.String()),
  }),
  /** What was typed with its misspelt words replaced. */
  corrected: Type.Optional(Type.String()),
  /** Whether one of the words is enough. */
  isAny: Type.Boolean(),
})
export type Search = Type.Static<typeof Search>

/** Where a page of hits ended. */
export const HitPosition = Type.Object({
  score: Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1 }),
  name: Type.String({ pattern: '^[^\\0]*$' }),
})
export type HitPosition = Type.Static<typeof HitPosition>

const SearchCursor = Type.Object({ search: Search, after: HitPosition })
export type SearchCursor = Type.Static<typeof SearchCursor>

const FORMAT = 2

export function encodeSearchCursor(cursor: SearchCursor): string {
  return seal(FORMAT, cursor)
}

/** Reads a cursor of a search; `invalid-cursor` for anything else. */
export function decodeSearchCursor(text: string): SearchCursor {
  const cursor = unseal(FORMAT, text)
  // The checksum is no secret, so that the shape is nothing to rely on.
  if (Value.Check(SearchCursor, cursor)) return cursor
  throw new RegistryError('invalid-cursor', 'The cursor was not made by this search. Start again without a cursor.')
}
