import { findUrl, RegistryError } from '@mcp-registry/contract'
import { createRemoteJWKSet, customFetch, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import Type from 'typebox'
import { Value } from 'typebox/value'
import type { Clock } from '../clock.js'
import type { Destinations } from '../outbound/destination.js'
import type { Outbound } from '../outbound/open-outbound.js'
import { OutboundError } from '../outbound/outbound-error.js'

export interface IdTokenOptions {
  readonly issuer: string
  readonly audiences: readonly string[]
  readonly algorithms: readonly string[]
  /** The pattern of valid subjects. */
  readonly subject: RegExp
  readonly outbound: Pick<Outbound, 'fetch'>
  readonly timeoutMs: number
  readonly clock: Clock
}

export interface IdTokenVerifier {
  /**
   * Verifies an ID token of this issuer for this deployment and returns its claims; refuses any other token, and any token while the keys
   * of the issuer cannot be fetched.
   */
  verify(token: string): Promise<JWTPayload>
}

/** A fixed audience that older workflows request, regardless of the registry they publish to. */
export const SHARED_AUDIENCE = 'mcp-registry'

const MAX_BYTES = 256 * 1024
/** Tolerates small differences between the clocks of issuers and ours. */
const TOLERANCE_SECONDS = 15

const Discovery = Type.Object({ issuer: Type.String(), jwks_uri: Type.String() })

/** Creates a verifier of ID tokens. The keys of the issuer are cached, and fetched again for an unknown key ID. */
export function openIdTokenVerifier({
  issuer,
  audiences,
  algorithms,
  subject,
  outbound,
  timeoutMs,
  clock,
}: IdTokenOptions): IdTokenVerifier {
  const getJson = (url: string) => requestJson({ outbound, timeoutMs }, issuer, url)
  let keys: Promise<JWTVerifyGetKey> | undefined
  const openKeys = async () => {
    keys ??= discoverKeys(issuer, getJson)
    try {
      return await keys
    } catch (error) {
      keys = undefined
      throw error
    }
  }
  return {
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, async (header, input) => (await openKeys())(header, input), {
          issuer,
          audience: [...audiences],
          algorithms: [...algorithms],
          requiredClaims: ['exp', 'iat', 'sub'],
          clockTolerance: TOLERANCE_SECONDS,
          currentDate: clock.now(),
        })
        if (!subject.test(payload.sub ?? '')) throw new errors.JWTClaimValidationFailed('too long', payload, 'sub')
        return payload
      } catch (error) {
        if (error instanceof errors.JWKSInvalid || error instanceof errors.JWKSTimeout)
          throw unavailable(issuer, 'its keys cannot be read.', error)
        if (error instanceof errors.JOSEError) throw refuse(error, issuer, audiences)
        throw error
      }
    },
  }
}

async function discoverKeys(issuer: string, getJson: (url: string) => Promise<unknown>): Promise<JWTVerifyGetKey> {
  const discovery = await getJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
  if (!Value.Check(Discovery, discovery) || discovery.issuer !== issuer || findUrl(discovery.jwks_uri) === undefined) {
    throw unavailable(issuer, 'its discovery document does not name it and its keys.')
  }
  return createRemoteJWKSet(new URL(discovery.jwks_uri), {
    [customFetch]: async (url) => Response.json(await getJson(url)),
  })
}

async function requestJson(
  { outbound, timeoutMs }: Pick<IdTokenOptions, 'outbound' | 'timeoutMs'>,
  issuer: string,
  url: string,
): Promise<unknown> {
  try {
    const answer = await outbound.fetch({
      url,
      ...toDestinations(issuer, new URL(url)),
      headers: { accept: 'application/json' },
      maxBytes: MAX_BYTES,
      timeoutMs,
    })
    if (answer.status !== 200) throw unavailable(issuer, `it answered with status ${answer.status}.`)
    return answer.json()
  } catch (error) {
    if (error instanceof OutboundError) throw unavailable(issuer, error.message, error)
    throw error
  }
}

// The operator configured the issuer. The URL of its keys comes from the issuer, so it must be public unless it has the same origin.
function toDestinations(issuer: string, { origin, hostname }: URL): Destinations {
  return origin === new URL(issuer).origin ? { hosts: [], privateOrigins: [origin] } : { hosts: [hostname] }
}

function unavailable(issuer: string, why: string, cause?: unknown): RegistryError {
  return new RegistryError(
    'oidc-issuer-unavailable',
    `The keys of the issuer ${issuer} could not be fetched: ${why} Try again.`,
    {
      cause,
      retryAfterSeconds: 10,
    },
  )
}

function refuse(error: errors.JOSEError, issuer: string, audiences: readonly string[]): RegistryError {
  return new RegistryError('oidc-token-refused', explain(error, issuer, audiences), { cause: error })
}

function explain(error: errors.JOSEError, issuer: string, audiences: readonly string[]): string {
  if (error instanceof errors.JWTExpired) return 'The id token has expired. Ask its issuer for a new one.'
  if (error instanceof errors.JWTClaimValidationFailed) return explainClaim(error, issuer, audiences)
  if (error instanceof errors.JWKSNoMatchingKey) return `The id token is signed with a key that ${issuer} does not publish.`
  if (error instanceof errors.JWSSignatureVerificationFailed) return `The signature of the id token is not that of ${issuer}.`
  if (error instanceof errors.JOSEAlgNotAllowed) return 'The id token is signed with an algorithm that is not accepted.'
  return 'The id token is not a signed JWT.'
}

function explainClaim(error: errors.JWTClaimValidationFailed, issuer: string, audiences: readonly string[]): string {
  if (error.claim === 'iss') return `The issuer of the id token is not ${issuer}.`
  if (error.claim === 'aud') {
    const isShared = error.payload.aud === SHARED_AUDIENCE
    const remedy = isShared
      ? ' That is what the official mcp-publisher before 1.8.0 requests: upgrade it, or have the operator set MCP_REGISTRY_GITHUB_OIDC_ACCEPT_SHARED_AUDIENCE=true.'
      : ` Request one for ${audiences.join(' or ')}.`
    return `The audience of the id token is ${show(error.payload.aud)}, which this registry does not accept.${remedy}`
  }
  if (error.claim === 'nbf') return 'The id token is not valid yet: its "nbf" is ahead of the clock of this registry.'
  return `The id token has no valid "${error.claim}".`
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? 'absent').slice(0, 200)
}
