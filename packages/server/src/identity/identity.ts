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

/** What the exchanges of proofs for tokens, and the checks of tokens, work with. */
export interface Identity {
  readonly config: IdentityConfig
  readonly store: Pick<Store, 'db'>
  readonly tokens: Tokens
  readonly clock: Clock
  readonly outbound: Pick<Outbound, 'fetch'>
  readonly lookupTxt: LookupTxt
  /** In lower case, by configuration; administrators deny more in the database. */
  readonly deniedNamespaces: readonly string[]
  /** Both, as of now. */
  listDenied(): Promise<readonly string[]>
  readonly githubActions: IdTokenVerifier
  readonly oidc: IdTokenVerifier | undefined
}

export interface IdentityParts {
  readonly config: IdentityConfig
  /** Of this deployment; the audience of id tokens, unless configured. */
  readonly publicUrl: string
  readonly store: Pick<Store, 'db'>
  readonly tokens: Tokens
  readonly clock: Clock
  readonly outbound: Pick<Outbound, 'fetch'>
}

/** Source: OpenID Connect Core 1.0, section 2. */
const SUBJECT = /^[\x20-\x7e]{1,255}$/

/** GitHub goes beyond that: a repository decides which claims its subjects are made of, the path of a workflow among them. */
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

/** Publishers ask for the origin of the registry's URL, as the official command does since 1.8.0, or for the whole URL. */
function listAudiences({ audience, acceptSharedAudience }: GithubOidcConfig, publicUrl: string): readonly string[] {
  const own = audience === undefined ? [...new Set([publicUrl, new URL(publicUrl).origin])] : [audience]
  return acceptSharedAudience ? [...own, SHARED_AUDIENCE] : own
}
