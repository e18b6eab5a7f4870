import { createHash, createPublicKey, ECDH, type KeyObject } from 'node:crypto'
import { type KeyAlgorithm, parseKeyRecord, type Result, toKeyRecordFault } from '@mcp-registry/contract'
import { parseEd25519PublicKey } from './ed25519-public-key.js'

/** A public key published by a domain. */
export interface AuthKey {
  readonly algorithm: KeyAlgorithm
  readonly key: KeyObject
  /** `SHA256:` and the digest of the key bytes in base64. Distinguishes keys without showing them in full. */
  readonly fingerprint: string
}

/** Parses a key record and its key. Source: protocol.md, "Identity". */
export function parseAuthRecord(text: string): Result<AuthKey> {
  const record = parseKeyRecord(text)
  if (!record.ok) return record
  const { algorithm, publicKey } = record.value
  const raw = Buffer.from(publicKey, 'base64')
  return algorithm === 'ed25519' ? parseEd25519(raw) : parseP384(raw)
}

function parseEd25519(raw: Buffer): Result<AuthKey> {
  const key = parseEd25519PublicKey(raw)
  return key.ok ? accept('ed25519', key.value, raw) : refuse(key.errors.join(' '))
}

function parseP384(raw: Buffer): Result<AuthKey> {
  let point: Buffer
  try {
    point = Buffer.from(ECDH.convertKey(raw, 'secp384r1', undefined, undefined, 'uncompressed'))
  } catch {
    return refuse('Its ecdsap384 key is not a compressed point of that curve.')
  }
  const jwk = {
    kty: 'EC',
    crv: 'P-384',
    x: point.subarray(1, 49).toString('base64url'),
    y: point.subarray(49).toString('base64url'),
  }
  return accept('ecdsap384', createPublicKey({ key: jwk, format: 'jwk' }), raw)
}

function accept(algorithm: AuthKey['algorithm'], key: KeyObject, raw: Buffer): Result<AuthKey> {
  const digest = createHash('sha256').update(raw).digest('base64').replaceAll('=', '')
  return { ok: true, value: { algorithm, key, fingerprint: `SHA256:${digest}` } }
}

function refuse(reason: string): Result<AuthKey> {
  return { ok: false, errors: [toKeyRecordFault(reason)] }
}
