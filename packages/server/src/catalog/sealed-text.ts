import { hash } from 'node:crypto'

const CHECKSUM_BYTES = 4

/**
 * A JSON value as unreserved URL characters, for clients to send back as it is. The checksum is no secret: it tells made-up texts from
 * sealed ones, and the format one kind of them from another.
 */
export function seal(format: number, value: unknown): string {
  const payload = Buffer.from(JSON.stringify(value))
  return Buffer.concat([Buffer.from([format]), toChecksum(payload), payload]).toString('base64url')
}

/** The value that was sealed in that format; undefined for any other text. */
export function unseal(format: number, text: string): unknown {
  const bytes = Buffer.from(text, 'base64url')
  // The decoder skips what it does not know; a sealed text has exactly one spelling.
  if (bytes[0] !== format || bytes.toString('base64url') !== text) return undefined
  const checksum = bytes.subarray(1, 1 + CHECKSUM_BYTES)
  const payload = bytes.subarray(1 + CHECKSUM_BYTES)
  return checksum.equals(toChecksum(payload)) ? JSON.parse(payload.toString()) : undefined
}

function toChecksum(payload: Buffer): Buffer {
  return hash('sha256', payload, 'buffer').subarray(0, CHECKSUM_BYTES)
}
