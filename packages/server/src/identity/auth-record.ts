import { createHash, createPublicKey, ECDH, type KeyObject } from 'node:crypto'
import type { Result } from '@mcp-registry/contract'
import { parseEd25519PublicKey } from './ed25519-public-key.js'

/** A public key that a domain publishes. */
export interface AuthKey {
  readonly algorithm: 'ed25519' | 'ecdsap384'
  readonly key: KeyObject
  /** `SHA256:` and the digest of the key's bytes in base64: tells keys apart without showing them whole. */
  readonly fingerprint: string
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const EXAMPLE = 'v=MCPv1; k=ed25519; p=<public key in base64>'

/** Whether a TXT record or a line of the well-known file means to be a key record; domains have TXT records of many kinds. */
export function isMeantAsAuthRecord(text: string): boolean {
  return /^\s*v\s*=\s*MCPv/i.test(text)
}

/** Reads a key record, `v=MCPv1; k=ed25519|ecdsap384; p=<base64 key>`. Source: protocol.md, "Identity". */
export function parseAuthRecord(text: string): Result<AuthKey> {
  const fields = new Map<string, string>()
  for (const part of text.split(';')) {
    if (part.trim() === '') continue
    const equals = part.indexOf('=')
    const name = part.slice(0, Math.max(0, equals)).trim()
    if (name === '') return refuse('A part of it has no "name=value" form.')
    if (fields.has(name)) return refuse(`It has more than one "${name.slice(0, 20)}".`)
    fields.set(name, part.slice(equals + 1).trim())
  }
  if (fields.get('v') !== 'MCPv1') return refuse('Its version is not "v=MCPv1", spelled like this.')
  const encoded = fields.get('p')
  if (encoded === undefined || encoded === '') return refuse('It has no public key, "p=".')
  if (!BASE64.test(encoded)) return refuse('Its public key is not standard base64 with padding.')
  const raw = Buffer.from(encoded, 'base64')
  switch (fields.get('k') ?? '') {
    case 'ed25519':
      return raw.length === 32 ? parseEd25519(raw) : refuse(`An ed25519 key is the raw 32 bytes; this one has ${raw.length}.`)
    case 'ecdsap384':
      return raw.length === 49
        ? parseP384(raw)
        : refuse(`An ecdsap384 key is a compressed point of 49 bytes; this one has ${raw.length}.`)
    default:
      return refuse('Its key type has to be "k=ed25519" or "k=ecdsap384".')
  }
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
  return { ok: false, errors: [`${reason} A record reads: ${EXAMPLE}`] }
}
