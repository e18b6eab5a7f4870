import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { type Answer, answerJson, startUpstream, type Upstream } from './start-upstream.js'

export interface ActionsIssuer extends Upstream {
  /** The id token of a job, with these claims instead of the usual ones. */
  issue(claims: JWTPayload): Promise<string>
  /** Signs with a new key from now on and publishes that alone. */
  rotate(): Promise<void>
  /** A key that the issuer does not publish signs the next tokens. */
  impersonate(): Promise<void>
  /** What answers the request for the keys from now on; undefined for the keys. */
  setFault(answer: Answer | undefined): void
}

/** An issuer of tokens shaped like those of GitHub Actions jobs, at its own origin. */
export async function startActionsIssuer(): Promise<ActionsIssuer> {
  let keyNumber = 0
  let fault: Answer | undefined
  const makeKey = async () => {
    const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
    keyNumber += 1
    return { privateKey, kid: `key-${keyNumber}`, jwk: await exportJWK(publicKey) }
  }
  let signing = await makeKey()
  let published = signing
  const upstream = await startUpstream((request, response) => {
    const { origin } = issuer
    if (request.url === '/.well-known/openid-configuration') {
      return answerJson({ issuer: origin, jwks_uri: `${origin}/.well-known/jwks` })(request, response)
    }
    if (fault) return fault(request, response)
    // What a job asks for its own token.
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
      signing = await makeKey()
      published = signing
    },
    async impersonate() {
      signing = { ...(await makeKey()), kid: published.kid }
    },
    setFault: (answer) => void (fault = answer),
  }
  return issuer
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
