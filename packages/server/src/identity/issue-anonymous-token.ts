import type { TokenResponse } from '@mcp-registry/contract'
import type { Tokens } from './tokens.js'

/** The namespace to which anyone may publish if anonymous access is enabled. */
export const ANONYMOUS_NAMESPACE = 'io.modelcontextprotocol.anonymous'

/** Issues an anonymous token. For development; disabled by default. */
export function issueAnonymousToken({ tokens }: { readonly tokens: Tokens }): Promise<TokenResponse> {
  const resource = `${ANONYMOUS_NAMESPACE}/*`
  return tokens.issue({
    method: 'none',
    subject: 'anonymous',
    permissions: [
      { action: 'publish', resource },
      { action: 'edit', resource },
    ],
  })
}
