import { createHash } from 'node:crypto'
import { RegistryError } from '@mcp-registry/contract'

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
const CHECKSUM_BYTES = 4

/**
 * The cursor as unreserved URL characters. It carries the filters, since many clients send only the cursor for the next page. The
 * checksum is no secret: it tells made-up texts from cursors.
 */
export function encodeCursor({ name, version, filters }: Required<Cursor>): string {
  const { search = null, version: ofVersion = null, updatedSince = null, includeDeleted = null, asOf = null } = filters
  const payload = Buffer.from(JSON.stringify([name, version, search, ofVersion, updatedSince, includeDeleted, asOf]))
  return Buffer.concat([Buffer.from([FORMAT]), toChecksum(payload), payload]).toString('base64url')
}

/** Reads a cursor of this registry, or the plain `name:version` of others; `invalid-cursor` for anything else. */
export function decodeCursor(text: string): Cursor {
  const cursor = decodeOwn(text) ?? decodePlain(text)
  if (cursor) return cursor
  throw new RegistryError('invalid-cursor', 'The cursor was not made by this registry. Start again without a cursor.')
}

function decodeOwn(text: string): Cursor | undefined {
  const bytes = Buffer.from(text, 'base64url')
  // The decoder skips what it does not know; a cursor has exactly one spelling.
  if (bytes[0] !== FORMAT || bytes.toString('base64url') !== text) return undefined
  const checksum = bytes.subarray(1, 1 + CHECKSUM_BYTES)
  const payload = bytes.subarray(1 + CHECKSUM_BYTES)
  if (!checksum.equals(toChecksum(payload))) return undefined
  const [name, version, search, ofVersion, updatedSince, includeDeleted, asOf] = JSON.parse(payload.toString()) as Payload
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

function toChecksum(payload: Buffer): Buffer {
  return createHash('sha256').update(payload).digest().subarray(0, CHECKSUM_BYTES)
}
