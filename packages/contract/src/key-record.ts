import type { Result } from './result.js'

/** The algorithms of the keys with which a domain proves its identity: Ed25519, and ECDSA over P-384. */
export const KEY_ALGORITHMS = ['ed25519', 'ecdsap384'] as const

/** One of {@link KEY_ALGORITHMS}. */
export type KeyAlgorithm = (typeof KEY_ALGORITHMS)[number]

/** The public key of a domain, published in a TXT record or at its well-known URL. */
export interface KeyRecord {
  readonly algorithm: KeyAlgorithm
  /** Base64: the 32 raw bytes of an Ed25519 key, or the 49-byte compressed point of a P-384 key. */
  readonly publicKey: string
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const EXAMPLE = 'v=MCPv1; k=ed25519; p=<public key in base64>'

/** Names below a domain at which key records are often published by mistake. Registries look at the domain itself. */
export const MISPLACED_RECORD_LABELS = ['_mcp-auth', '_mcp-registry'] as const

/**
 * Whether a TXT record or a line of the well-known file is intended as a key record, even if it is quoted. Domains have many kinds of TXT
 * records.
 */
export function isMeantAsKeyRecord(text: string): boolean {
  return /^[\s"'“”\\]*v\s*=\s*MCPv/i.test(text)
}

/**
 * Parses a key record, `v=MCPv1; k=ed25519|ecdsap384; p=<base64 key>`. Does not check that the bytes are a valid key of the algorithm.
 * Source: protocol.md, "Identity".
 */
export function parseKeyRecord(text: string): Result<KeyRecord> {
  if (/^\s*["'“”\\]/.test(text))
    return refuse('It has quotation marks in its value; the DNS provider adds its own. Enter it without them.')
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
  const publicKey = fields.get('p')
  if (publicKey === undefined || publicKey === '') return refuse('It has no public key, "p=".')
  if (!BASE64.test(publicKey)) return refuse('Its public key is not standard base64 with padding.')
  const bytes = (publicKey.length / 4) * 3 - (publicKey.endsWith('==') ? 2 : publicKey.endsWith('=') ? 1 : 0)
  const algorithm = KEY_ALGORITHMS.find((known) => known === fields.get('k'))
  switch (algorithm) {
    case 'ed25519':
      if (bytes !== 32) return refuse(`An ed25519 key is the raw 32 bytes; this one has ${bytes}.`)
      break
    case 'ecdsap384':
      if (bytes !== 49) return refuse(`An ecdsap384 key is a compressed point of 49 bytes; this one has ${bytes}.`)
      break
    case undefined:
      return refuse('Its key type must be "k=ed25519" or "k=ecdsap384".')
  }
  return { ok: true, value: { algorithm, publicKey } }
}

function refuse(reason: string): Result<KeyRecord> {
  return { ok: false, errors: [toKeyRecordFault(reason)] }
}

/** Describes the fault of a record, with an example of a valid one. */
export function toKeyRecordFault(reason: string): string {
  return `${reason} A record reads: ${EXAMPLE}`
}
