import { createHmac } from 'node:crypto'
import { RegistryError } from '@mcp-registry/contract'
import fc from 'fast-check'
import { decodeProtectedHeader, exportSPKI, SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { issueAnonymousToken } from '../../src/identity/issue-anonymous-token.js'
import { parseSigningKey, parseVerificationKey } from '../../src/identity/signing-key.js'
import { isAdministrator } from '../../src/identity/permissions.js'
import { createOperatorToken, MAX_OPERATOR_TOKEN_SECONDS } from '../../src/identity/operator-token.js'
import { openTokens, type TokenClaims } from '../../src/identity/tokens.js'

const SEED = '11'.repeat(32)
const OTHER_SEED = '22'.repeat(32)
const ISSUER = 'https://registry.example'
const CLAIMS: TokenClaims = {
  method: 'dns',
  subject: 'example.com',
  permissions: [{ action: 'publish', resource: 'com.example/*' }],
}

function fakeClock(start = '2026-03-01T12:00:00Z') {
  let now = new Date(start)
  return { now: () => now, advance: (seconds: number) => (now = new Date(now.getTime() + seconds * 1000)) }
}

function keyOf(seed: string) {
  const key = parseSigningKey(seed)
  const publicKey = parseVerificationKey(seed)
  if (!key.ok || !publicKey.ok) throw new Error('no key')
  return { privateKey: key.value, publicKey: publicKey.value }
}

const refusal = expect.objectContaining({ code: 'invalid-token' })

test('a token carries method, subject and permissions of its bearer and expires after five minutes', async () => {
  const clock = fakeClock()
  const tokens = await openTokens({ issuer: ISSUER, privateKeySeed: SEED, clock })
  const issued = await tokens.issue(CLAIMS)
  expect(issued.expires_at).toBe(clock.now().getTime() / 1000 + 300)
  expect(await tokens.verify(issued.registry_token)).toEqual({ ...CLAIMS, expiresAt: new Date(issued.expires_at * 1000) })
  clock.advance(299)
  await tokens.verify(issued.registry_token)
})

verifies('edge-30', 'a token expires to the second', async () => {
  const clock = fakeClock()
  const tokens = await openTokens({ issuer: ISSUER, privateKeySeed: SEED, clock })
  const { registry_token } = await tokens.issue(CLAIMS)
  const { permissions } = await tokens.verify(registry_token)
  clock.advance(299)
  // Its signature is not looked at again, its times are.
  expect((await tokens.verify(registry_token)).permissions).toBe(permissions)
  clock.advance(1)
  await expect(tokens.verify(registry_token)).rejects.toEqual(refusal)
  await expect(tokens.verify(registry_token)).rejects.toThrow('The registry token has expired. Log in again for a new one.')
  clock.advance(-301)
  await expect(tokens.verify(registry_token)).rejects.toThrow(/not valid yet/)
})

test('the error for a token of an operator does not tell to log in', async () => {
  const clock = fakeClock()
  const tokens = await openTokens({ issuer: ISSUER, privateKeySeed: SEED, clock })
  const { registry_token } = await tokens.issue({ ...CLAIMS, method: 'operator' }, 60)
  clock.advance(60)
  const remedy = 'Create one with "mcp-registry token create".'
  await expect(tokens.verify(registry_token)).rejects.toThrow(`The registry token has expired. ${remedy}`)
  const elsewhere = await openTokens({ issuer: 'https://other.example', privateKeySeed: SEED, clock: fakeClock() })
  await expect(elsewhere.verify(registry_token)).rejects.toThrow(`not issued by and for https://other.example. ${remedy}`)
})

verifies('edge-30', 'a token is refused when its algorithm, key, issuer, audience or times are not ours', async () => {
  const clock = fakeClock()
  const tokens = await openTokens({ issuer: ISSUER, privateKeySeed: SEED, clock })
  const { kid = '' } = decodeProtectedHeader((await tokens.issue(CLAIMS)).registry_token)
  const { privateKey, publicKey } = keyOf(SEED)
  const now = Math.floor(clock.now().getTime() / 1000)
  const payload = {
    iss: ISSUER,
    aud: ISSUER,
    iat: now,
    nbf: now,
    exp: now + 300,
    auth_method: 'dns',
    auth_method_sub: 'example.com',
    permissions: CLAIMS.permissions,
  }
  const sign = (claims: object, key = privateKey) =>
    new SignJWT({ ...payload, ...claims }).setProtectedHeader({ alg: 'EdDSA', kid }).sign(key)
  await tokens.verify(await sign({}))

  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const unsigned = `${encode({ alg: 'none', kid })}.${encode(payload)}.`
  const hmacInput = `${encode({ alg: 'HS256', kid })}.${encode(payload)}`
  const hmac = `${hmacInput}.${createHmac('sha256', await exportSPKI(publicKey))
    .update(hmacInput)
    .digest('base64url')}`
  const foreign = await openTokens({ issuer: 'https://other.example', privateKeySeed: SEED, clock })
  const otherKey = await openTokens({ issuer: ISSUER, privateKeySeed: OTHER_SEED, clock })
  const bad = {
    'alg none': unsigned,
    'HS256 with the public key': hmac,
    'no exp': await sign({ exp: undefined }),
    'wrong issuer': await sign({ iss: 'https://evil.example' }),
    'wrong audience': await sign({ aud: 'https://evil.example' }),
    'another deployment': (await foreign.issue(CLAIMS)).registry_token,
    'another key': (await otherKey.issue(CLAIMS)).registry_token,
    'another key under our key id': await sign({}, keyOf(OTHER_SEED).privateKey),
    'nbf ahead': await sign({ nbf: now + 1 }),
    expired: await sign({ exp: now - 1 }),
    'permissions of another shape': await sign({ permissions: ['*'] }),
    'unknown method': await sign({ auth_method: 'root' }),
  }
  for (const [fault, token] of Object.entries(bad)) await expect(tokens.verify(token), fault).rejects.toEqual(refusal)
})

test('tokens of a former key are valid while it is listed, by seed or by public key', async () => {
  const clock = fakeClock()
  const { registry_token } = await (await openTokens({ issuer: ISSUER, privateKeySeed: OTHER_SEED, clock })).issue(CLAIMS)
  const raw = keyOf(OTHER_SEED).publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex')
  for (const text of [OTHER_SEED, `public:${raw}`]) {
    const key = parseVerificationKey(text)
    if (!key.ok) throw new Error('no key')
    const rotated = await openTokens({ issuer: ISSUER, privateKeySeed: SEED, verificationKeys: [key.value], clock })
    expect((await rotated.verify(registry_token)).subject).toBe('example.com')
  }
})

test('whatever is sent as a token is refused as an invalid token', async () => {
  const tokens = await openTokens({ issuer: ISSUER, privateKeySeed: SEED, clock: fakeClock() })
  const { registry_token } = await tokens.issue(CLAIMS)
  // Not in the signature: some of its base64 spellings are the same bytes.
  const mangled = fc
    .tuple(fc.nat(registry_token.lastIndexOf('.') - 1), fc.string({ minLength: 0, maxLength: 3, unit: 'binary' }))
    .map(([at, text]) => registry_token.slice(0, at) + text + registry_token.slice(at + 1))
    .filter((text) => text !== registry_token)
  const header = fc.json().map((json) => `${Buffer.from(json).toString('base64url')}.e30.AA`)
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), mangled, header), async (text) => {
      const failure = await tokens.verify(text).then(
        () => undefined,
        (error: unknown) => error,
      )
      expect(failure).toBeInstanceOf(RegistryError)
    }),
  )
})

test('an anonymous token reaches the anonymous namespace only', async () => {
  const tokens = await openTokens({ issuer: ISSUER, privateKeySeed: SEED, clock: fakeClock() })
  const { registry_token } = await issueAnonymousToken({ tokens })
  expect((await tokens.verify(registry_token)).permissions).toEqual([
    { action: 'publish', resource: 'io.modelcontextprotocol.anonymous/*' },
    { action: 'edit', resource: 'io.modelcontextprotocol.anonymous/*' },
  ])
})

test('a token for a given time is good for that time, and no longer', async () => {
  const clock = fakeClock()
  const tokens = await openTokens({ issuer: ISSUER, privateKeySeed: SEED, clock })
  const { registry_token, expires_at } = await tokens.issue(CLAIMS, 3600)
  expect(expires_at).toBe(clock.now().getTime() / 1000 + 3600)
  clock.advance(3599)
  await expect(tokens.verify(registry_token)).resolves.toMatchObject({ subject: CLAIMS.subject })
  clock.advance(1)
  await expect(tokens.verify(registry_token)).rejects.toMatchObject({ code: 'invalid-token' })
})

test('the token of an operator lasts at most a day, and none is made without a key', async () => {
  const withKey = { secrets: { signingKeySeed: SEED, previousSigningKeys: [] }, dataDir: '/nonexistent' }
  const make = (lifetimeSeconds: number) => createOperatorToken(withKey, { issuer: ISSUER, subject: 'root', lifetimeSeconds })
  for (const lifetime of [0, -1, MAX_OPERATOR_TOKEN_SECONDS + 1, Number.NaN, Infinity])
    await expect(make(lifetime), String(lifetime)).rejects.toThrow(RangeError)
  const made = await make(MAX_OPERATOR_TOKEN_SECONDS)
  const tokens = await openTokens({ issuer: ISSUER, privateKeySeed: SEED, clock: { now: () => new Date() } })
  const publisher = await tokens.verify(made?.registry_token ?? '')
  expect(publisher).toMatchObject({ method: 'operator', subject: 'root' })
  expect(isAdministrator(publisher)).toBe(true)
  const without = { ...withKey, secrets: { previousSigningKeys: [] } }
  expect(await createOperatorToken(without, { issuer: ISSUER, subject: 'root', lifetimeSeconds: 60 })).toBeUndefined()
})
