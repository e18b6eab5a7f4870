import { createECDH, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { KeyAlgorithm } from '@mcp-registry/contract'
import { UsageError } from '../command-line/explain-error.js'
import type { Signer } from './signer.js'

const PRIVATE_KEY_BYTES: Readonly<Record<KeyAlgorithm, number>> = { ed25519: 32, ecdsap384: 48 }

/** The DER prefix of an Ed25519 private key, up to its seed: RFC 8410, section 7. */
const ED25519_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')

/**
 * Creates a signer from a private key: 64 hexadecimal digits are an Ed25519 seed, 96 are a P-384 key, and a PEM declares its type. Error
 * messages never contain any part of the key.
 */
export function openPrivateKey(text: string, expected?: KeyAlgorithm): Signer {
  const key = text.includes('-----BEGIN') ? readPem(text) : readHex(text.trim())
  const signer = key.asymmetricKeyType === 'ed25519' ? toEd25519Signer(key) : toP384Signer(key)
  if (expected === undefined || signer.algorithm === expected) return signer
  throw new UsageError(`The private key is for ${signer.algorithm}, not for ${expected}. Omit --algorithm, or use the other key.`)
}

/** Generates a private key in hexadecimal digits, in the form that `openPrivateKey` accepts. */
export function createPrivateKeyHex(algorithm: KeyAlgorithm): string {
  const { privateKey } =
    algorithm === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-384' })
  return Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url').toString('hex')
}

function readPem(text: string): KeyObject {
  let key: KeyObject
  try {
    key = createPrivateKey(text)
  } catch {
    throw new UsageError(
      'The private key is not a PEM file that can be read. Give an unencrypted PKCS #8 key, or the key in hex.',
    )
  }
  if (key.asymmetricKeyType === 'ed25519' || key.asymmetricKeyDetails?.namedCurve === 'secp384r1') return key
  throw new UsageError('The type of the private key is not supported. Use Ed25519, or ECDSA on P-384.')
}

function readHex(text: string): KeyObject {
  const bytes = Buffer.from(text, 'hex')
  const isHex = bytes.length * 2 === text.length
  if (isHex && bytes.length === PRIVATE_KEY_BYTES.ed25519)
    return createPrivateKey({ key: Buffer.concat([ED25519_PREFIX, bytes]), format: 'der', type: 'pkcs8' })
  if (isHex && bytes.length === PRIVATE_KEY_BYTES.ecdsap384) return toP384Key(bytes)
  throw new UsageError(
    'The private key is not 64 hexadecimal digits (an Ed25519 seed) or 96 (a P-384 key). ' +
      'To generate one and see what to publish, log in with --new-key.',
  )
}

function toP384Key(secret: Buffer): KeyObject {
  const curve = createECDH('secp384r1')
  try {
    curve.setPrivateKey(secret)
  } catch {
    throw new UsageError('The private key is not a valid P-384 scalar.')
  }
  // The uncompressed point: a prefix byte, then x and y.
  const point = curve.getPublicKey()
  const [x, y] = [point.subarray(1, 49), point.subarray(49)].map((part) => part.toString('base64url'))
  const jwk = { kty: 'EC', crv: 'P-384', d: secret.toString('base64url'), ...(x && { x }), ...(y && { y }) }
  return createPrivateKey({ key: jwk, format: 'jwk' })
}

function toEd25519Signer(key: KeyObject): Signer {
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' })
  return {
    algorithm: 'ed25519',
    publicKey: Buffer.from(x, 'base64url').toString('base64'),
    sign: async (message) => sign(null, Buffer.from(message), key),
  }
}

function toP384Signer(key: KeyObject): Signer {
  const { x = '', y = '' } = createPublicKey(key).export({ format: 'jwk' })
  return {
    algorithm: 'ecdsap384',
    publicKey: compressPoint(Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')),
    // The IEEE P1363 encoding: R and S, each padded to 48 bytes.
    sign: async (message) => sign('sha384', Buffer.from(message), { key, dsaEncoding: 'ieee-p1363' }),
  }
}

/** The compressed form of a P-384 point (SEC 1) in base64: a byte for the parity of y, then x. */
export function compressPoint(x: Uint8Array, y: Uint8Array): string {
  const parity = ((y.at(-1) ?? 0) & 1) === 0 ? 2 : 3
  return Buffer.concat([Buffer.from([parity]), x]).toString('base64')
}
