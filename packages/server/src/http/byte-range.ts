/** A range of bytes. Both ends are zero-based and inclusive. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

// A number of 15 digits is always a safe integer. Longer ones could not be compared exactly.
const SINGLE_RANGE = /^bytes=(?:(\d{1,15})-(\d{1,15})?|-(\d{1,15}))$/

/**
 * Parses a `Range` header for a representation of `bytes` bytes. Multiple ranges, other units and malformed ranges are ignored, as
 * RFC 9110 allows. Source: RFC 9110, sections 14.1.2 and 14.2.
 */
export function toByteRange(header: string | undefined, bytes: number): ByteRange | 'whole' | 'unsatisfiable' {
  const match = SINGLE_RANGE.exec(header ?? '')
  if (match === null) return 'whole'
  const [, first, last, suffix] = match
  if (suffix !== undefined) {
    return Number(suffix) === 0 ? 'unsatisfiable' : { start: Math.max(0, bytes - Number(suffix)), end: bytes - 1 }
  }
  const start = Number(first)
  if (last !== undefined && Number(last) < start) return 'whole'
  if (start >= bytes) return 'unsatisfiable'
  return { start, end: last === undefined ? bytes - 1 : Math.min(Number(last), bytes - 1) }
}
