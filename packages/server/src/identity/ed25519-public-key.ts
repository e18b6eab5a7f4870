import { createPublicKey, type KeyObject } from 'node:crypto'
import type { Result } from '@mcp-registry/contract'
import { ed25519 } from '@noble/curves/ed25519.js'

// RFC 8410: the DER prefix of a 32-byte Ed25519 public key.
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/**
 * Parses a raw Ed25519 public key of 32 bytes. Rejects keys that are not a point on the curve, and points of small order in any encoding:
 * for such a key, one signature is valid for many texts, so anyone can forge one. OpenSSL checks neither.
 */
export function parseEd25519PublicKey(raw: Uint8Array): Result<KeyObject> {
  const point = findPoint(raw)
  if (point?.isSmallOrder() === true) return refuse('Its ed25519 key is one for which anyone can sign. Make a new one.')
  // The lenient parser also accepts coordinates that are not reduced.
  if (point === undefined || Buffer.compare(point.toBytes(), raw) !== 0)
    return refuse('Its ed25519 key is not a point of that curve.')
  return { ok: true, value: createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' }) }
}

function findPoint(raw: Uint8Array) {
  try {
    return ed25519.Point.fromBytes(raw, true)
  } catch {
    return undefined
  }
}

function refuse(reason: string): Result<KeyObject> {
  return { ok: false, errors: [reason] }
}
