import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose'
import { type Answer, answerJson, startUpstream, type Upstream } from './start-upstream.js'

interface Key {
  readonly kid: string
  readonly privateKey: CryptoKey
  readonly jwk: JWK
}

export interface ActionsIssuer extends Upstream {
  /** Issues the ID token of a job, overriding some of the default claims. */
  issue(claims: JWTPayload): Promise<string>
  /** Switches to a new signing key and publishes only that key. */
  rotate(): Promise<void>
  /** Signs subsequent tokens with a key that the issuer does not publish. */
  impersonate(): Promise<void>
  /** Sets the response to subsequent requests for the keys; undefined restores the keys. */
  setFault(answer: Answer | undefined): void
}

/** The keys of all issuers, by their number: creating an RSA key takes a third of a second. */
const keys: Promise<Key>[] = []

/** An issuer of tokens in the form of GitHub Actions ID tokens, at its own origin. */
export async function startActionsIssuer(): Promise<ActionsIssuer> {
  let keyNumber = 0
  let fault: Answer | undefined
  const nextKey = () => {
    keyNumber += 1
    return (keys[keyNumber] ??= makeKey(`key-${keyNumber}`))
  }
  let signing = await nextKey()
  let published = signing
  const upstream = await startUpstream((request, response) => {
    const { origin } = issuer
    if (request.url === '/.well-known/openid-configuration') {
      return answerJson({ issuer: origin, jwks_uri: `${origin}/.well-known/jwks` })(request, response)
    }
    if (fault) return fault(request, response)
    // The endpoint at which a job requests its token.
    const { pathname, searchParams } = new URL(request.url ?? '/', origin)
    if (pathname === '/token') {
      const now = Math.floor(Date.now() / 1000)
      const claims = { aud: searchParams.get('audience') ?? '', iat: now, nbf: now, exp: now + 300 }
      return issuer.issue(claims).then((value) => answerJson({ value })(request, response))
    }
    return answerJson({ keys: [{ ...published.jwk, kid: published.kid, alg: 'RS256', use: 'sig' }] })(request, response)
  })
  const issuer: ActionsIssuer = {
    ...upstream,
    issue: (claims) =>
      new SignJWT({ ...usualClaims(upstream.origin), ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: signing.kid, typ: 'JWT' })
        .sign(signing.privateKey),
    async rotate() {
      signing = await nextKey()
      published = signing
    },
    async impersonate() {
      signing = { ...(await nextKey()), kid: published.kid }
    },
    setFault: (answer) => void (fault = answer),
  }
  return issuer
}

async function makeKey(kid: string): Promise<Key> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { kid, privateKey, jwk: await exportJWK(publicKey) }
}

function usualClaims(iss: string): JWTPayload {
  return {
    iss,
    sub: 'repo:alice/weather:ref:refs/heads/main',
    repository: 'alice/weather',
    repository_id: '4711',
    repository_owner: 'alice',
    repository_owner_id: '1001',
    event_name: 'push',
    workflow_ref: 'alice/weather/.github/workflows/release.yml@refs/heads/main',
    ref: 'refs/heads/main',
    runner_environment: 'github-hosted',
  }
}
