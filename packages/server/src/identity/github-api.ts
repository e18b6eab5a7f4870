import { findRetryAfterMs, RegistryError } from '@mcp-registry/contract'
import Type, { type Static, type TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { OutboundResponse } from '../outbound/open-outbound.js'
import { OutboundError } from '../outbound/outbound-error.js'
import type { Identity } from './identity.js'

const MAX_BYTES = 2 * 1024 * 1024

const User = Type.Object({ login: Type.String({ minLength: 1, maxLength: 100 }), id: Type.Integer({ minimum: 1 }) })

const Membership = Type.Object({ state: Type.String(), role: Type.String(), organization: User })
export type Membership = Static<typeof Membership>

/** The organisations of an account, and what GitHub withheld. */
export interface Memberships {
  readonly memberships: readonly Membership[]
  /** The token is not permitted to list organisations. */
  readonly isScopeMissing: boolean
  /** Ids of organisations that require single sign-on first. */
  readonly behindSingleSignOn: readonly string[]
}

/** Returns the account that an access token belongs to. */
export async function getGithubUser(identity: Identity, accessToken: string): Promise<Static<typeof User>> {
  const answer = await request(identity, accessToken, '/user')
  if (answer.status !== 200) throw unavailable(`it answered with status ${answer.status}.`, answer)
  return read(User, answer)
}

const PER_PAGE = 100
const MAX_PAGES = 100

/** Lists all memberships of the account, page by page. An incomplete response is an error, never a shorter list. */
export async function listGithubMemberships(identity: Identity, accessToken: string): Promise<Memberships> {
  const memberships: Membership[] = []
  const behindSingleSignOn = new Set<string>()
  for (let page = 1; page <= MAX_PAGES; page++) {
    const answer = await request(identity, accessToken, `/user/memberships/orgs?per_page=${PER_PAGE}&page=${page}`)
    if (answer.status === 403 && isScopeMissing(answer)) return { memberships: [], isScopeMissing: true, behindSingleSignOn: [] }
    if (answer.status !== 200) throw unavailable(`it answered with status ${answer.status}.`, answer)
    const found = read(Type.Array(Membership), answer)
    memberships.push(...found)
    for (const id of listHiddenOrganizations(answer)) behindSingleSignOn.add(id)
    const hasNext = /rel="?next"?/.test(answer.headers.get('link') ?? '')
    if (!hasNext && found.length < PER_PAGE)
      return { memberships, isScopeMissing: false, behindSingleSignOn: [...behindSingleSignOn] }
  }
  throw unavailable(`the account has more than ${MAX_PAGES * PER_PAGE} organisations.`)
}

async function request({ outbound, config }: Identity, accessToken: string, path: string): Promise<OutboundResponse> {
  const answer = await outbound
    .fetch({
      url: `${config.githubApiUrl}${path}`,
      // The operator configured this URL. A GitHub Enterprise server may have a private address.
      hosts: [],
      privateOrigins: [new URL(config.githubApiUrl).origin],
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${accessToken}`,
        'x-github-api-version': '2022-11-28',
      },
      maxBytes: MAX_BYTES,
      timeoutMs: config.timeoutMs,
    })
    .catch((error: unknown) => {
      throw error instanceof OutboundError ? unavailable(error.message, undefined, error) : error
    })
  if (answer.status !== 401) return answer
  throw new RegistryError(
    'github-token-refused',
    'GitHub does not accept this access token: it is wrong, expired or revoked. Log in to GitHub again.',
  )
}

// GitHub responds with 403 both to a missing scope and to a rate limit; only the headers distinguish them.
function isScopeMissing(answer: OutboundResponse): boolean {
  const { headers } = answer
  if (headers.has('retry-after') || headers.get('x-ratelimit-remaining') === '0') return false
  const namesWhatItAccepts = headers.has('x-accepted-oauth-scopes') || headers.has('x-accepted-github-permissions')
  return namesWhatItAccepts || /\bscopes?\b|not accessible by/i.test(answer.text())
}

// X-GitHub-SSO: partial-results; organizations=21955855,20582480
function listHiddenOrganizations({ headers }: OutboundResponse): readonly string[] {
  return /^partial-results;\s*organizations=([\d,]+)/.exec(headers.get('x-github-sso') ?? '')?.[1]?.split(',') ?? []
}

function read<S extends TSchema>(schema: S, answer: OutboundResponse): Static<S> {
  const value = readJson(answer)
  if (!Value.Check(schema, value)) throw unavailable('its answer has another shape than its API documents.')
  return value
}

function readJson(answer: OutboundResponse): unknown {
  try {
    return answer.json()
  } catch (error) {
    throw unavailable('its answer is not JSON.', undefined, error)
  }
}

function unavailable(why: string, answer?: OutboundResponse, cause?: unknown): RegistryError {
  const askedMs = findRetryAfterMs(answer?.headers.get('retry-after'), Date.now()) ?? 0
  const retryAfterSeconds = askedMs > 0 ? Math.min(Math.ceil(askedMs / 1000), 3600) : 30
  const limited = answer?.status === 403 || answer?.status === 429 ? ' It probably limits the rate of requests.' : ''
  return new RegistryError(
    'github-unavailable',
    `GitHub could not be asked who you are: ${why}${limited} Nothing was granted; try again.`,
    {
      cause,
      retryAfterSeconds,
    },
  )
}
