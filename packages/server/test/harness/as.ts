import type { TokenClaims } from '../../src/identity/tokens.js'
import type { TestRegistry } from './start-test-registry.js'

/** Sends requests with a new token of these claims. */
export function as(registry: TestRegistry, claims: TokenClaims) {
  return async (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, payload?: object) => {
    const { registry_token: token } = await registry.services.tokens.issue(claims)
    const response = await registry.inject({
      method,
      url,
      headers: { authorization: `Bearer ${token}` },
      ...(payload && { payload }),
    })
    return { status: response.statusCode, body: response.json<Record<string, unknown>>() }
  }
}

/** The claims of someone who may publish in these namespaces. */
export function ownerOf(...namespaces: readonly string[]): TokenClaims {
  const permissions = namespaces.map((namespace) => ({ action: 'publish' as const, resource: `${namespace}/*` }))
  return { method: 'github-at', subject: namespaces[0] ?? '', permissions }
}
