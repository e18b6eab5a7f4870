import type { KeyObject } from 'node:crypto'

/** An issuer whose tokens are exchanged for tokens of the registry. */
export interface OidcConfig {
  readonly issuer: string
  readonly clientId: string
  readonly extraClaims: readonly Readonly<Record<string, unknown>>[]
  readonly editPermissions: readonly string[]
  readonly publishPermissions: readonly string[]
}

/** Which tokens of GitHub Actions jobs are exchanged. */
export interface GithubOidcConfig {
  readonly issuer: string
  /** The only audience that is accepted, instead of the public URL and its origin. */
  readonly audience?: string
  /** Whether a token for the audience `mcp-registry` is good here too: then one that was made for another registry is. */
  readonly acceptSharedAudience: boolean
}

/** Name servers for TXT records of domains. */
export interface DnsConfig {
  /** `address` or `address:port`; empty for the name servers of the system. */
  readonly servers: readonly string[]
  readonly timeoutMs: number
}

/** Which proofs of identity are accepted. */
export interface IdentityConfig {
  readonly anonymous: boolean
  readonly githubClientId?: string
  /** Without a slash at its end. */
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
  /** Former signing keys, whose tokens are valid until they expire. */
  readonly previousSigningKeys: readonly KeyObject[]
  readonly githubClientSecret?: string
}
