import { createPrivateKey, createPublicKey, type KeyObject, randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCode, type Result } from '@mcp-registry/contract'
import { parseEd25519PublicKey } from './ed25519-public-key.js'

const SEED = /^[0-9a-f]{64}$/i
// RFC 8410: the DER prefix of a 32-byte Ed25519 seed.
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')

/** Parses a signing key: the 32 bytes of an Ed25519 seed in hex. The error never includes the text. */
export function parseSigningKey(seedHex: string): Result<KeyObject> {
  if (!SEED.test(seedHex)) {
    return {
      ok: false,
      errors: [`A signing key is 32 bytes in hex, 64 characters; this is not. Make one with: openssl rand -hex 32`],
    }
  }
  const der = Buffer.concat([PKCS8_PREFIX, Buffer.from(seedHex, 'hex')])
  return { ok: true, value: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }) }
}

/** Parses a verification key: `public:` and the 32 bytes of an Ed25519 public key in hex, or the seed of a former signing key. */
export function parseVerificationKey(text: string): Result<KeyObject> {
  const hex = text.startsWith('public:') ? text.slice('public:'.length) : undefined
  if (hex === undefined) {
    const seed = parseSigningKey(text)
    return seed.ok ? { ok: true, value: createPublicKey(seed.value) } : seed
  }
  if (!SEED.test(hex)) return { ok: false, errors: ['After "public:" an Ed25519 public key has 32 bytes in hex; this has not.'] }
  return parseEd25519PublicKey(Buffer.from(hex, 'hex'))
}

/** Returns the seed stored in the data directory, which is created on the first start. Only the owner of the file can read it. */
export async function requireStoredSigningKey(dataDir: string): Promise<string> {
  const path = toKeyPath(dataDir)
  const stored = await findStoredSigningKey(dataDir)
  if (stored !== undefined) return stored
  await mkdir(dataDir, { recursive: true })
  // Written to a temporary file and then linked: if two processes start at once, one wins, and both read a complete key.
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
  try {
    await link(draft, path)
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
  } finally {
    await rm(draft)
  }
  const made = await findStoredSigningKey(dataDir)
  if (made === undefined) throw new Error(`The signing key ${path} disappeared while it was made.`)
  return made
}

/** Returns the seed stored in the data directory, if there is one. */
export async function findStoredSigningKey(dataDir: string): Promise<string | undefined> {
  const path = toKeyPath(dataDir)
  try {
    const seedHex = (await readFile(path, 'utf8')).trim()
    if (SEED.test(seedHex)) return seedHex
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
  throw new Error(
    `The signing key ${path} is damaged: it has to hold 64 hex characters. Restore it, or remove it to make a new one.`,
  )
}

function toKeyPath(dataDir: string): string {
  return join(dataDir, 'signing-key')
}
