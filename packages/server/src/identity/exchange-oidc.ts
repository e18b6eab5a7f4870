import { isDeepStrictEqual } from 'node:util'
import { type Permission, RegistryError, type TokenResponse } from '@mcp-registry/contract'
import type { JWTPayload } from 'jose'
import type { Identity } from './identity.js'
import { issueToken } from './issue-token.js'

/** Issues a token to the bearer of an ID token from the configured issuer, with the configured permissions. */
export async function exchangeOidc(identity: Identity, idToken: string): Promise<TokenResponse> {
  const { oidc: config } = identity.config
  if (config === undefined || identity.oidc === undefined) {
    throw new RegistryError(
      'auth-method-disabled',
      'This registry has no OIDC issuer configured. Log in with GitHub, or with a key of your domain.',
    )
  }
  const claims = await identity.oidc.verify(idToken)
  for (const wanted of config.extraClaims) requireClaims(claims, wanted)
  const permissions: readonly Permission[] = [
    ...config.publishPermissions.map((resource) => ({ action: 'publish' as const, resource })),
    ...config.editPermissions.map((resource) => ({ action: 'edit' as const, resource })),
  ]
  return issueToken(identity, { method: 'oidc', subject: claims.sub ?? '', permissions })
}

function requireClaims(claims: JWTPayload, wanted: Readonly<Record<string, unknown>>): void {
  for (const [claim, value] of Object.entries(wanted)) {
    const found = claims[claim]
    // Groups and roles are arrays.
    const matches =
      isDeepStrictEqual(found, value) || (Array.isArray(found) && found.some((item) => isDeepStrictEqual(item, value)))
    if (matches) continue
    // The message omits the required value, which may name internal groups.
    throw new RegistryError(
      'claims-refused',
      `This registry asks for another "${claim}" than the id token has. Ask its operator for access.`,
    )
  }
}
