import { generateKeyPairSync, sign } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { type AuthKey, parseAuthRecord } from '../../src/identity/auth-record.js'
import { findSigner, requireSigner, requireSmallSkew, requireTimestamp } from '../../src/identity/signed-timestamp.js'

const TIMESTAMP = '2026-03-01T12:00:00Z'

function newEd25519() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
  return { key: read('ed25519', raw), sign: (text: string) => sign(null, Buffer.from(text), privateKey).toString('hex') }
}

function newP384() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'secp384r1' })
  const point = publicKey.export({ format: 'der', type: 'spki' }).subarray(-97)
  const raw = Buffer.concat([Buffer.from([point[96] !== undefined && point[96] % 2 === 1 ? 3 : 2]), point.subarray(1, 49)])
  const signIn = (dsaEncoding: 'ieee-p1363' | 'der') => (text: string) =>
    sign('sha384', Buffer.from(text), { key: privateKey, dsaEncoding }).toString('hex')
  return { key: read('ecdsap384', raw), sign: signIn('ieee-p1363'), signDer: signIn('der') }
}

function read(algorithm: string, raw: Uint8Array): AuthKey {
  const record = parseAuthRecord(`v=MCPv1; k=${algorithm}; p=${Buffer.from(raw).toString('base64')}`)
  if (!record.ok) throw new Error(record.errors.join())
  return record.value
}

test('a signature by either kind of key is found among several keys', () => {
  const [ed, p384, other] = [newEd25519(), newP384(), newEd25519()]
  const keys = [other.key, ed.key, p384.key]
  expect(findSigner(keys, TIMESTAMP, ed.sign(TIMESTAMP))).toBe(ed.key)
  expect(findSigner(keys, TIMESTAMP, ed.sign(TIMESTAMP).toUpperCase())).toBe(ed.key)
  expect(findSigner(keys, TIMESTAMP, p384.sign(TIMESTAMP))).toBe(p384.key)
})

test('a signature of another text, by another key or in another encoding is none, and the refusal names the keys', () => {
  const [ed, p384] = [newEd25519(), newP384()]
  for (const signature of [ed.sign('other'), newEd25519().sign(TIMESTAMP), p384.signDer(TIMESTAMP), 'xyz', '', 'ab'.repeat(64)]) {
    expect(findSigner([ed.key, p384.key], TIMESTAMP, signature)).toBeUndefined()
  }
  expect(() => requireSigner([ed.key], TIMESTAMP, 'abcd', 'example.com')).toThrow(
    new RegExp(`example.com: ed25519 ${ed.key.fingerprint.replace(/[+/]/g, '.')}.*2 bytes`),
  )
})

verifies('edge-31', 'a timestamp up to 15 seconds off is accepted, 16 off is refused with the skew', () => {
  const now = new Date(TIMESTAMP)
  for (const seconds of [-15, 0, 15]) requireSmallSkew(new Date(now.getTime() + seconds * 1000), now)
  const skewed = (seconds: number) => () => requireSmallSkew(new Date(now.getTime() + seconds * 1000), now)
  expect(skewed(16)).toThrow(/16 seconds ahead of/)
  expect(skewed(-16)).toThrow(/16 seconds behind/)
  expect(skewed(16)).toThrow(expect.objectContaining({ code: 'clock-skew' }))
})

test('only RFC 3339 is a timestamp', () => {
  for (const good of [TIMESTAMP, '2026-03-01T12:00:00.123456789Z', '2026-03-01T13:00:00+01:00']) requireTimestamp(good)
  for (const bad of [
    '',
    'now',
    '1772366400',
    '2026-03-01',
    '2026-03-01 12:00:00Z',
    '2026-13-01T12:00:00Z',
    '2026-03-01T12:00:00',
  ]) {
    expect(() => requireTimestamp(bad), bad).toThrow(expect.objectContaining({ code: 'invalid-timestamp' }))
  }
})

test('no signature makes the check throw or passes by chance', () => {
  const keys = [newEd25519().key, newP384().key]
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.uint8Array({ minLength: 64, maxLength: 64 }).map((raw) => Buffer.from(raw).toString('hex')),
    fc.uint8Array({ minLength: 96, maxLength: 96 }).map((raw) => Buffer.from(raw).toString('hex')),
    fc.constantFrom('00'.repeat(64), 'ff'.repeat(96), '00'.repeat(96)),
  )
  fc.assert(fc.property(texts, (text) => findSigner(keys, TIMESTAMP, text) === undefined))
})
