import { hash } from 'node:crypto'

const CHECKSUM_BYTES = 4

/** Twice the longest cursor: a name of 2,000 bytes, a version of 255 characters and a search of 200. Longer texts are not decoded. */
export const MAX_OPAQUE_LENGTH = 8_192

/**
 * Encodes a JSON value in unreserved URL characters. The checksum is not a secret: it distinguishes typing errors from cursors, and the
 * format byte distinguishes the kinds of cursors. Anyone can forge a cursor, so its decoder validates the shape.
 */
export function encodeOpaque(format: number, value: unknown): string {
  const payload = Buffer.from(JSON.stringify(value))
  return Buffer.concat([Buffer.from([format]), toChecksum(payload), payload]).toString('base64url')
}

/** Decodes a value of any shape that was encoded in this format; returns undefined for any other text. */
export function decodeOpaque(format: number, text: string): unknown {
  if (text.length > MAX_OPAQUE_LENGTH) return undefined
  const bytes = Buffer.from(text, 'base64url')
  // The decoder skips unknown characters, but each value must have exactly one encoding.
  if (bytes[0] !== format || bytes.toString('base64url') !== text) return undefined
  const checksum = bytes.subarray(1, 1 + CHECKSUM_BYTES)
  const payload = bytes.subarray(1 + CHECKSUM_BYTES)
  if (!checksum.equals(toChecksum(payload))) return undefined
  try {
    return JSON.parse(payload.toString())
  } catch {
    return undefined
  }
}

function toChecksum(payload: Buffer): Buffer {
  return hash('sha256', payload, 'buffer').subarray(0, CHECKSUM_BYTES)
}
