import { createPublicKey, ECDH, generateKeyPairSync, sign, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { readEcdsaDer } from '../src/keys/ecdsa-der.js'
import { createPrivateKeyHex, openPrivateKey } from '../src/keys/private-key.js'
import { toProofRecord } from '../src/keys/signer.js'

// The first example of RFC 8032, section 7.1.
const SEED = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'
const PUBLIC = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'
const TIME = '2026-01-01T00:00:00Z'

function toP384PublicKey(compressed: Buffer) {
  const point = ECDH.convertKey(compressed, 'secp384r1', undefined, undefined, 'uncompressed') as Buffer
  const [x, y] = [point.subarray(1, 49).toString('base64url'), point.subarray(49).toString('base64url')]
  return createPublicKey({ key: { kty: 'EC', crv: 'P-384', x, y }, format: 'jwk' })
}

test('64 hexadecimal digits are an Ed25519 seed', async () => {
  const signer = openPrivateKey(`${SEED.toUpperCase()}\n`)
  expect(signer.algorithm).toBe('ed25519')
  expect(toProofRecord(signer)).toBe(`v=MCPv1; k=ed25519; p=${Buffer.from(PUBLIC, 'hex').toString('base64')}`)
  expect((await signer.sign('')).toString('hex')).toMatch(/^e5564300c360ac729086e2cc806e828a/)
})

test('96 hexadecimal digits are a P-384 key, its signature is R and S of 48 bytes each', async () => {
  for (let round = 0; round < 20; round++) {
    const signer = openPrivateKey(createPrivateKeyHex('ecdsap384'), 'ecdsap384')
    const signature = await signer.sign(TIME)
    const compressed = Buffer.from(signer.publicKey, 'base64')
    expect([compressed.length, signature.length]).toEqual([49, 96])
    const key = toP384PublicKey(compressed)
    expect(verify('sha384', Buffer.from(TIME), { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true)
  }
})

test('the algorithm of a PEM is detected', () => {
  const pem = (type: 'ed25519' | 'ec') =>
    (type === 'ec' ? generateKeyPairSync('ec', { namedCurve: 'P-384' }) : generateKeyPairSync('ed25519')).privateKey
      .export({ type: 'pkcs8', format: 'pem' })
      .toString()
  expect(openPrivateKey(pem('ed25519')).algorithm).toBe('ed25519')
  expect(openPrivateKey(pem('ec')).algorithm).toBe('ecdsap384')
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  expect(() => openPrivateKey(other)).toThrow('Use Ed25519, or ECDSA on P-384')
})

test.each(['', 'abc', SEED.slice(1), `${SEED}0`, `0x${SEED}`, SEED.replace('9d', 'zz'), '-----BEGIN PRIVATE KEY-----'])(
  'what is no key is refused without a word of it: %s',
  (text) => {
    const refusal = () => openPrivateKey(text)
    expect(refusal).toThrow(/private key is not/)
    if (text.length > 10) expect(refusal).not.toThrow(text.slice(2, 8))
  },
)

test('a key of another kind than was asked for is refused', () => {
  expect(() => openPrivateKey(SEED, 'ecdsap384')).toThrow('The private key is for ed25519, not for ecdsap384')
})

test('signatures of key services, in DER, become R and S', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
  // Enough of them that some have short integers and some a leading zero.
  for (let round = 0; round < 300; round++) {
    const signature = readEcdsaDer(sign('sha384', Buffer.from(TIME), privateKey))
    expect(verify('sha384', Buffer.from(TIME), { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true)
  }
  expect(() => readEcdsaDer(Buffer.from('not a signature'))).toThrow('DER')
})
