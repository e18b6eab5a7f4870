import { RegistryError, type TokenResponse } from '@mcp-registry/contract'
import { type DenylistServices, listDeniedNamespaces } from './denylist.js'
import { findDeniedNamespace } from './permissions.js'
import type { TokenClaims, Tokens } from './tokens.js'

/**
 * Issues the token for a proven identity, without the patterns that are denied as a whole. Denied namespaces below a granted one are
 * excluded at each request instead, since a pattern cannot express them.
 */
export async function issueToken(
  services: Pick<DenylistServices, 'store' | 'deniedNamespaces'> & { readonly tokens: Tokens },
  claims: TokenClaims,
): Promise<TokenResponse> {
  const denied = await listDeniedNamespaces(services)
  const permissions = claims.permissions.filter(({ resource }) => findDeniedResource(denied, resource) === undefined)
  if (permissions.length > 0) return services.tokens.issue({ ...claims, permissions })
  const [lost] = claims.permissions
  if (lost !== undefined) {
    const namespace = findDeniedResource(denied, lost.resource) ?? lost.resource
    throw new RegistryError(
      'namespace-denied',
      `This registry denies the namespace ${namespace} and all below it, and your proof grants nothing else. Ask its operator why.`,
    )
  }
  const reasons = claims.notGranted?.map(({ detail }) => detail).join(' ') ?? ''
  throw new RegistryError('nothing-granted', `Your proof is good, but grants no namespace here. ${reasons}`.trim())
}

// A denial covers a namespace and all below it, so a pattern is denied as a whole if and only if its namespace is.
function findDeniedResource(denied: readonly string[], resource: string): string | undefined {
  return resource === '*' ? undefined : findDeniedNamespace(denied, resource.replace(/[./]\*$/, '/x'))
}
