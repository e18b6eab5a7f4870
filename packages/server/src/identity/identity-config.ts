import type { KeyObject } from 'node:crypto'

/** An issuer whose tokens can be exchanged for registry tokens. */
export interface OidcConfig {
  readonly issuer: string
  readonly clientId: string
  readonly extraClaims: readonly Readonly<Record<string, unknown>>[]
  readonly editPermissions: readonly string[]
  readonly publishPermissions: readonly string[]
}

/** Which tokens of GitHub Actions jobs can be exchanged. */
export interface GithubOidcConfig {
  readonly issuer: string
  /** The only audience accepted, instead of the public URL and its origin. */
  readonly audience?: string
  /** Whether to accept tokens for the audience `mcp-registry`. This includes tokens that were issued for another registry. */
  readonly acceptSharedAudience: boolean
}

/** The name servers for TXT records of domains. */
export interface DnsConfig {
  /** `address` or `address:port`; empty for the name servers of the system. */
  readonly servers: readonly string[]
  readonly timeoutMs: number
}

/** Which proofs of identity are accepted. */
export interface IdentityConfig {
  readonly anonymous: boolean
  readonly githubClientId?: string
  /** Without a trailing slash. */
  readonly githubApiUrl: string
  readonly githubOidc: GithubOidcConfig
  readonly oidc?: OidcConfig
  readonly dns: DnsConfig
  /** In lower case. */
  readonly deniedNamespaces: readonly string[]
  /** For each request to GitHub, an issuer, or the website of a domain. */
  readonly timeoutMs: number
}

export interface Secrets {
  /** 32 bytes in hex. */
  readonly signingKeySeed?: string
  /** Former signing keys, whose tokens remain valid until they expire. */
  readonly previousSigningKeys: readonly KeyObject[]
  readonly githubClientSecret?: string
}
