import type { Permission } from '@mcp-registry/contract'

/** How a bearer proved who they are. */
export type AuthMethod = 'github-at' | 'github-oidc' | 'oidc' | 'dns' | 'http' | 'none'

/** Who is behind a request, as its registry token says. */
export interface Publisher {
  readonly method: AuthMethod
  /** Within the method: a GitHub login, a domain, the subject of an OIDC token. */
  readonly subject: string
  readonly permissions: readonly Permission[]
  readonly expiresAt: Date
}
