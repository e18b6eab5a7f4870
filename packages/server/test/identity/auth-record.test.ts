import { createECDH, generateKeyPairSync } from 'node:crypto'
import { isMeantAsKeyRecord } from '@mcp-registry/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SMALL_ORDER_KEYS } from './small-order-keys.js'
import { parseAuthRecord } from '../../src/identity/auth-record.js'

function newP384(): string {
  const ecdh = createECDH('secp384r1')
  ecdh.generateKeys()
  return ecdh.getPublicKey('base64', 'compressed')
}

const ed25519 = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64')
const p384 = newP384()

test('blanks after the semicolons are optional, and so is a last semicolon', () => {
  for (const text of [
    `v=MCPv1; k=ed25519; p=${ed25519}`,
    `v=MCPv1;k=ed25519;p=${ed25519};`,
    `  v=MCPv1 ;  k=ed25519 ; p=${ed25519} `,
    `v=MCPv1; k=ecdsap384; p=${p384}`,
  ]) {
    expect(isMeantAsKeyRecord(text)).toBe(true)
    expect(parseAuthRecord(text), text).toMatchObject({
      ok: true,
      value: { fingerprint: expect.stringMatching(/^SHA256:.{43}$/) },
    })
  }
})

test('each fault of a record is named', () => {
  const faults: [string, RegExp][] = [
    [`v=MCPv2; k=ed25519; p=${ed25519}`, /version/],
    [`v=mcpv1; k=ed25519; p=${ed25519}`, /version/],
    [`k=ed25519; p=${ed25519}`, /version/],
    [`v=MCPv1; k=rsa; p=${ed25519}`, /key type/],
    [`v=MCPv1; p=${ed25519}`, /key type/],
    ['v=MCPv1; k=ed25519', /no public key/],
    ['v=MCPv1; k=ed25519; p=', /no public key/],
    ['v=MCPv1; k=ed25519; p=!!!!', /base64/],
    [`v=MCPv1; k=ed25519; p=${ed25519.replace('=', '')}`, /base64/],
    ['v=MCPv1; k=ed25519; p=AAAA', /32 bytes; this one has 3/],
    [`v=MCPv1; k=ecdsap384; p=${ed25519}`, /49 bytes; this one has 32/],
    [`v=MCPv1; k=ecdsap384; p=${Buffer.alloc(49, 255).toString('base64')}`, /not a compressed point/],
    [`v=MCPv1; k=ed25519; k=ed25519; p=${ed25519}`, /more than one "k"/],
    ['v=MCPv1; nonsense', /name=value/],
  ]
  for (const [text, message] of faults) {
    const result = parseAuthRecord(text)
    expect(result.ok, text).toBe(false)
    if (!result.ok) expect(result.errors.join()).toMatch(message)
  }
})

test.each(SMALL_ORDER_KEYS)('an Ed25519 key of small order is refused: %s', (hex) => {
  const result = parseAuthRecord(`v=MCPv1; k=ed25519; p=${Buffer.from(hex, 'hex').toString('base64')}`)
  expect(result).toMatchObject({ ok: false, errors: [expect.stringContaining('anyone can sign')] })
})

test('32 bytes that are no point of the curve are refused', () => {
  const bytes = Buffer.alloc(32)
  bytes[0] = 2
  const result = parseAuthRecord(`v=MCPv1; k=ed25519; p=${bytes.toString('base64')}`)
  expect(result).toMatchObject({ ok: false, errors: [expect.stringContaining('not a point of that curve')] })
})

test('every key that was generated is accepted', () => {
  for (let key = 0; key < 50; key++) {
    const raw = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
    expect(parseAuthRecord(`v=MCPv1; k=ed25519; p=${raw.toString('base64')}`).ok).toBe(true)
  }
})

test('records of other kinds are not meant', () => {
  for (const text of ['v=spf1 -all', 'google-site-verification=x', '', 'MCPv1']) expect(isMeantAsKeyRecord(text)).toBe(false)
})

test('no text makes the reader of records throw', () => {
  const parts = fc.constantFrom('v=MCPv1', 'k=ed25519', 'k=ecdsap384', 'p=', ';', '=', ed25519, p384, ' ', '\u0000', 'p=AAAA')
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(parts, { maxLength: 10 }).map((all) => all.join('')),
    fc.uint8Array({ minLength: 49, maxLength: 49 }).map((raw) => `v=MCPv1;k=ecdsap384;p=${Buffer.from(raw).toString('base64')}`),
    fc.uint8Array({ minLength: 32, maxLength: 32 }).map((raw) => `v=MCPv1;k=ed25519;p=${Buffer.from(raw).toString('base64')}`),
  )
  fc.assert(
    fc.property(texts, (text) => typeof parseAuthRecord(text).ok === 'boolean'),
    { numRuns: 1000 },
  )
})
