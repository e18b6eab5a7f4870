import { createPublicKey, type KeyObject } from 'node:crypto'
import { Permission, RegistryError, type TokenResponse } from '@mcp-registry/contract'
import { calculateJwkThumbprint, errors, exportJWK, jwtVerify, SignJWT } from 'jose'
import { LRUCache } from 'lru-cache'
import Type from 'typebox'
import { Value } from 'typebox/value'
import type { Clock } from '../clock.js'
import { AuthMethod, NotGranted, type Publisher, Workflow } from './publisher.js'
import { parseSigningKey } from './signing-key.js'

/** Long enough to publish, short enough to limit the damage of a leaked token. Source: protocol.md, "Identity". */
export const TOKEN_LIFETIME_SECONDS = 300

/** The claims about the bearer of a token. */
export type TokenClaims = Omit<Publisher, 'expiresAt' | 'deniedNamespaces'>

export interface Tokens {
  /** Issues a token with the default lifetime, or with the one given. */
  issue(claims: TokenClaims, lifetimeSeconds?: number): Promise<TokenResponse>
  /** Verifies a token and returns its bearer; throws `invalid-token` unless this deployment issued it and it has not expired. */
  verify(token: string): Promise<Publisher>
}

export interface TokenOptions {
  /** The public URL of this deployment: issuer and audience of its tokens, so that tokens of other deployments are refused. */
  readonly issuer: string
  /** The seed of the Ed25519 signing key: 32 bytes in hex. */
  readonly privateKeySeed: string
  /** Former signing keys, whose tokens remain valid until they expire. */
  readonly verificationKeys?: readonly KeyObject[]
  readonly clock: Clock
}

const Claims = Type.Object({
  auth_method: AuthMethod,
  auth_method_sub: Type.String(),
  permissions: Type.Array(Permission),
  workflow: Type.Optional(Workflow),
  not_granted: Type.Optional(Type.Array(NotGranted)),
  exp: Type.Integer(),
})

/** Creates the issuer and verifier of registry tokens: JWTs signed with EdDSA over Ed25519. */
export async function openTokens({ issuer, privateKeySeed, verificationKeys = [], clock }: TokenOptions): Promise<Tokens> {
  const signingKey = parseSigningKey(privateKeySeed)
  if (!signingKey.ok) throw new Error(signingKey.errors.join(' '))
  const privateKey = signingKey.value
  const publicKey = createPublicKey(privateKey)
  const kid = await toKeyId(publicKey)
  const keys = new Map([[kid, publicKey]])
  for (const key of verificationKeys) keys.set(await toKeyId(key), key)
  const remembered = new LRUCache<string, Verified>({ maxSize: MAX_CHARACTERS, sizeCalculation: (_, token) => token.length })

  return {
    async issue({ method, subject, permissions, workflow, notGranted = [] }, lifetimeSeconds = TOKEN_LIFETIME_SECONDS) {
      const now = Math.floor(clock.now().getTime() / 1000)
      const claims = {
        auth_method: method,
        auth_method_sub: subject,
        permissions: [...permissions],
        ...(workflow && { workflow }),
        ...(notGranted.length > 0 && { not_granted: [...notGranted] }),
      }
      const token = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'JWT' })
        .setIssuer(issuer)
        .setAudience(issuer)
        .setSubject(`${method}:${subject}`)
        .setIssuedAt(now)
        .setNotBefore(now)
        .setExpirationTime(now + lifetimeSeconds)
        .sign(privateKey)
      return { registry_token: token, expires_at: now + lifetimeSeconds }
    },

    async verify(token) {
      const known = remembered.get(token)
      if (known !== undefined && isCurrent(known, clock.now())) return known.publisher
      try {
        const { payload } = await jwtVerify(token, (header) => requireKey(keys, header.kid), {
          algorithms: ['EdDSA'],
          issuer,
          audience: issuer,
          requiredClaims: ['exp', 'iat', 'nbf'],
          currentDate: clock.now(),
        })
        const publisher = toPublisher(payload)
        remembered.set(token, { publisher, notBefore: payload.nbf ?? 0 })
        return publisher
      } catch (error) {
        if (error instanceof errors.JOSEError) throw toInvalidToken(error, issuer)
        throw error
      }
    },
  }
}

/** A token whose signature and claims are valid. Its times are checked on each use. */
interface Verified {
  readonly publisher: Publisher
  /** Seconds since 1970. */
  readonly notBefore: number
}

// A CI job publishes many versions with one token, and verifying the signature costs half as much as the rest of the request.
const MAX_CHARACTERS = 2 ** 21

function isCurrent({ publisher, notBefore }: Verified, now: Date): boolean {
  return notBefore * 1000 <= now.getTime() && now < publisher.expiresAt
}

async function toKeyId(key: KeyObject): Promise<string> {
  return calculateJwkThumbprint(await exportJWK(key))
}

function requireKey(keys: ReadonlyMap<string, KeyObject>, kid: string | undefined): KeyObject {
  const key = keys.get(kid ?? '')
  if (key === undefined) throw new errors.JWKSNoMatchingKey()
  return key
}

function toPublisher(payload: unknown): Publisher {
  if (!Value.Check(Claims, payload)) throw new errors.JWTInvalid('The claims are not those of a registry token.')
  return {
    method: payload.auth_method,
    subject: payload.auth_method_sub,
    permissions: payload.permissions,
    expiresAt: new Date(payload.exp * 1000),
    ...(payload.workflow && { workflow: payload.workflow }),
    ...(payload.not_granted && { notGranted: payload.not_granted }),
  }
}

function toInvalidToken(error: errors.JOSEError, issuer: string): RegistryError {
  // Claims are checked after the signature, so a token with an invalid claim was signed by this registry.
  const isSigned = error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed
  const remedy =
    isSigned && error.payload['auth_method'] === 'operator'
      ? 'Create one with "mcp-registry token create".'
      : 'Log in again for a new one.'
  return new RegistryError('invalid-token', `${explain(error, issuer)} ${remedy}`, { cause: error })
}

function explain(error: errors.JOSEError, issuer: string): string {
  if (error instanceof errors.JWTExpired) return 'The registry token has expired.'
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'iss' || error.claim === 'aud') return `The token was not issued by and for ${issuer}.`
    if (error.claim === 'nbf') return 'The token is not valid yet: its "nbf" is ahead of the clock of this registry.'
    return `The token has no valid "${error.claim}".`
  }
  if (error instanceof errors.JWKSNoMatchingKey) return 'The token is signed with a key that this registry does not use.'
  return 'The token is not one that this registry issued.'
}
