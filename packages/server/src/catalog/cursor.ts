import { RegistryError } from '@mcp-registry/contract'
import { seal, unseal } from './sealed-text.js'

/** What a list shows; an absent filter lets everything pass. */
export interface ListFilters {
  readonly search?: string
  readonly version?: string
  /** As `parseTimestamp` gives it. */
  readonly updatedSince?: string
  readonly includeDeleted?: boolean
  /**
   * The change number at which a walk with `updatedSince` began. Later changes are left to the next walk: a page is in order of names, so
   * one that showed them would move the greatest `updatedAt` past changes on the pages before it, which would never be seen.
   */
  readonly asOf?: number
}

/** Where a walk through the list stands: after which entry, and what it shows. */
export interface Cursor {
  readonly name: string
  readonly version: string
  /** Absent in the plain form, which carries none. */
  readonly filters?: ListFilters
}

const FORMAT = 1

/**
 * The cursor as unreserved URL characters. It carries the filters, since many clients send only the cursor for the next page.
 */
export function encodeCursor({ name, version, filters }: Required<Cursor>): string {
  const { search = null, version: ofVersion = null, updatedSince = null, includeDeleted = null, asOf = null } = filters
  return seal(FORMAT, [name, version, search, ofVersion, updatedSince, includeDeleted, asOf])
}

/** Reads a cursor of this registry, or the plain `name:version` of others; `invalid-cursor` for anything else. */
export function decodeCursor(text: string): Cursor {
  const cursor = decodeOwn(text) ?? decodePlain(text)
  if (cursor) return cursor
  throw new RegistryError('invalid-cursor', 'The cursor was not made by this registry. Start again without a cursor.')
}

function decodeOwn(text: string): Cursor | undefined {
  const payload = unseal(FORMAT, text)
  if (payload === undefined) return undefined
  const [name, version, search, ofVersion, updatedSince, includeDeleted, asOf] = payload as Payload
  const filters = {
    ...(search !== null && { search }),
    ...(ofVersion !== null && { version: ofVersion }),
    ...(updatedSince !== null && { updatedSince }),
    ...(includeDeleted !== null && { includeDeleted }),
    ...(asOf !== null && { asOf }),
  }
  return { name, version, filters }
}

type Payload = [
  name: string,
  version: string,
  search: string | null,
  ofVersion: string | null,
  updatedSince: string | null,
  includeDeleted: boolean | null,
  asOf: number | null,
]

// A name holds no colon, a version may.
function decodePlain(text: string): Cursor | undefined {
  const [, name, version] = /^([^\s/:\0]+\/[^:\0]+):([^\0]+)$/.exec(text) ?? []
  return name === undefined || version === undefined ? undefined : { name, version }
}
