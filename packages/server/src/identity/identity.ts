import { foldServerName } from '@mcp-registry/contract'
import type { Clock } from '../clock.js'
import type { GithubOidcConfig, IdentityConfig } from './identity-config.js'
import type { Outbound } from '../outbound/open-outbound.js'
import { coalesce } from '../coalesce.js'
import type { Store } from '../store/open-store.js'
import { listDeniedNamespaces } from './denylist.js'
import { type IdTokenVerifier, openIdTokenVerifier, SHARED_AUDIENCE } from './id-tokens.js'
import { type LookupTxt, openTxtLookup } from './lookup-txt.js'
import type { Tokens } from './tokens.js'

/** The dependencies of exchanging proofs for tokens and of verifying tokens. */
export interface Identity {
  readonly config: IdentityConfig
  readonly store: Pick<Store, 'db'>
  readonly tokens: Tokens
  readonly clock: Clock
  readonly outbound: Pick<Outbound, 'fetch'>
  readonly lookupTxt: LookupTxt
  /** In lower case, from the configuration. Administrators deny further ones in the database. */
  readonly deniedNamespaces: readonly string[]
  /** Both the configured and the stored namespaces, as of now. */
  listDenied(): Promise<readonly string[]>
  readonly githubActions: IdTokenVerifier
  readonly oidc: IdTokenVerifier | undefined
}

export interface IdentityParts {
  readonly config: IdentityConfig
  /** The URL of this deployment, and the audience of ID tokens unless one is configured. */
  readonly publicUrl: string
  readonly store: Pick<Store, 'db'>
  readonly tokens: Tokens
  readonly clock: Clock
  readonly outbound: Pick<Outbound, 'fetch'>
}

/** The limit for subjects. Source: OpenID Connect Core 1.0, section 2. */
const SUBJECT = /^[\x20-\x7e]{1,255}$/

/** GitHub exceeds this limit: a repository configures which claims make up its subjects, such as the path of a workflow. */
const WORKFLOW_SUBJECT = /^.{1,1000}$/u

const COMMON_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA']

export function openIdentity({ config, publicUrl, store, tokens, clock, outbound }: IdentityParts): Identity {
  const { githubOidc, oidc } = config
  const deniedNamespaces = config.deniedNamespaces.map(foldServerName)
  const asking = { outbound, timeoutMs: config.timeoutMs, clock }
  return {
    config,
    store,
    tokens,
    clock,
    outbound,
    lookupTxt: openTxtLookup(config.dns),
    deniedNamespaces,
    listDenied: coalesce(() => listDeniedNamespaces({ store, deniedNamespaces })),
    githubActions: openIdTokenVerifier({
      ...asking,
      issuer: githubOidc.issuer,
      audiences: listAudiences(githubOidc, publicUrl),
      algorithms: ['RS256'],
      subject: WORKFLOW_SUBJECT,
    }),
    oidc:
      oidc &&
      openIdTokenVerifier({
        ...asking,
        issuer: oidc.issuer,
        audiences: [oidc.clientId],
        algorithms: COMMON_ALGORITHMS,
        subject: SUBJECT,
      }),
  }
}

/** Publishers request the origin of the registry's URL, as the official CLI does since 1.8.0, or the whole URL. */
function listAudiences({ audience, acceptSharedAudience }: GithubOidcConfig, publicUrl: string): readonly string[] {
  const own = audience === undefined ? [...new Set([publicUrl, new URL(publicUrl).origin])] : [audience]
  return acceptSharedAudience ? [...own, SHARED_AUDIENCE] : own
}
