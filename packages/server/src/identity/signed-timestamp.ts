import { verify } from 'node:crypto'
import { RegistryError } from '@mcp-registry/contract'
import type { AuthKey } from './auth-record.js'

/** The maximum difference between the clocks of publisher and registry. Source: protocol.md, "Identity". */
export const MAX_SKEW_SECONDS = 15

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/i
const SIGNATURE_BYTES = { ed25519: 64, ecdsap384: 96 } as const

/** Parses the signed timestamp, whatever its time; throws if the text is not an RFC 3339 timestamp. */
export function requireTimestamp(text: string): Date {
  const date = new Date(text)
  if (RFC3339.test(text) && !Number.isNaN(date.getTime())) return date
  throw new RegistryError('invalid-timestamp', 'The timestamp is not in RFC 3339 form, such as 2026-03-01T12:00:00Z.')
}

/** Seconds by which a timestamp is ahead of the registry's clock; negative if it is behind. */
export function toSkewSeconds(timestamp: Date, now: Date): number {
  return Math.round(timestamp.getTime() - now.getTime()) / 1000
}

/** Refuses a timestamp that differs by more than 15 seconds from the registry's clock, and states the difference. */
export function requireSmallSkew(timestamp: Date, now: Date): void {
  const skew = toSkewSeconds(timestamp, now)
  if (Math.abs(skew) <= MAX_SKEW_SECONDS) return
  throw new RegistryError(
    'clock-skew',
    `The timestamp is ${Math.abs(skew)} seconds ${skew > 0 ? 'ahead of' : 'behind'} the clock of this registry, which reads ` +
      `${now.toISOString()}; ${MAX_SKEW_SECONDS} are allowed. Set your clock, sign the current time and send it at once.`,
  )
}

/** Returns the key that made the signature. Any key is accepted, since old and new keys overlap during a rotation. */
export function findSigner(keys: readonly AuthKey[], text: string, signatureHex: string): AuthKey | undefined {
  if (!/^(?:[0-9a-f]{2})+$/i.test(signatureHex)) return undefined
  const signature = Buffer.from(signatureHex, 'hex')
  return keys.find((key) => signature.length === SIGNATURE_BYTES[key.algorithm] && isSignature(key, Buffer.from(text), signature))
}

function isSignature({ algorithm, key }: AuthKey, signed: Buffer, signature: Buffer): boolean {
  switch (algorithm) {
    case 'ed25519':
      return verify(null, signed, key, signature)
    case 'ecdsap384':
      // The protocol specifies the concatenation of R and S, not DER.
      return verify('sha384', signed, { key, dsaEncoding: 'ieee-p1363' }, signature)
  }
}

/** Refuses unless one of the keys signed the text; the message lists the fingerprints of the keys that were tried. */
export function requireSigner(keys: readonly AuthKey[], text: string, signatureHex: string, where: string): AuthKey {
  const signer = findSigner(keys, text, signatureHex)
  if (signer !== undefined) return signer
  const tried = keys.map(({ algorithm, fingerprint }) => `${algorithm} ${fingerprint}`).join(', ')
  throw new RegistryError(
    'signature-mismatch',
    `The signature is not that of any key at ${where}: ${tried}. ${describeSignature(signatureHex)} ` +
      'Sign exactly the text of the timestamp with the private key of one of them, or publish the key you sign with.',
  )
}

function describeSignature(signatureHex: string): string {
  if (!/^(?:[0-9a-f]{2})*$/i.test(signatureHex)) return 'It is not hex.'
  return `It has ${signatureHex.length / 2} bytes; ed25519 makes 64, ecdsap384 96 (R and S, not DER).`
}
