import { RegistryError, type TokenResponse } from '@mcp-registry/contract'
import { type GithubAccount, listForeignAccounts } from './bind-github-account.js'
import { getGithubUser, listGithubMemberships, type Membership } from './github-api.js'
import { describeForeignAccount, toGithubPermission } from './github-namespace.js'
import type { Identity } from './identity.js'
import { issueToken } from './issue-token.js'
import type { NotGranted } from './publisher.js'

/** The list must fit into the token, and the token into a header. */
const MAX_NOT_GRANTED = 20

/** Issues a token for a GitHub account: for its own namespace, and those of the organisations that it owns. */
export async function exchangeGithubAccessToken(identity: Identity, accessToken: string): Promise<TokenResponse> {
  if (!/^[\x21-\x7e]{1,1024}$/.test(accessToken)) {
    throw new RegistryError(
      'github-token-refused',
      'This is not a GitHub access token: it is empty, too long or contains spaces.',
    )
  }
  const user = await getGithubUser(identity, accessToken)
  const { memberships, isScopeMissing, behindSingleSignOn } = await listGithubMemberships(identity, accessToken)
  const owned = memberships.filter(isOwner).map(({ organization }) => organization)
  const accounts: readonly GithubAccount[] = [user, ...owned]
  const foreign = new Set((await listForeignAccounts(identity, accounts)).map(({ login }) => login))
  const granted = accounts.filter(({ login }) => !foreign.has(login))
  const notGranted: readonly NotGranted[] = [
    ...[...foreign].map((login) => withhold(login, 'account-changed', describeForeignAccount(login))),
    ...granted.filter(({ login }) => toGithubPermission(login) === undefined).map(({ login }) => toUnusable(login)),
    ...(isScopeMissing ? [SCOPE_MISSING] : []),
    ...behindSingleSignOn.map(toHidden),
    ...memberships.filter((membership) => !isOwner(membership)).map(toMember),
  ]
  const permissions = granted.map(({ login }) => toGithubPermission(login)).filter((permission) => permission !== undefined)
  if (permissions.length === 0 && foreign.size > 0) {
    throw new RegistryError('github-account-changed', describeForeignAccount(user.login))
  }
  return issueToken(identity, { method: 'github-at', subject: user.login, permissions, notGranted: shorten(notGranted) })
}

const SCOPE_MISSING: NotGranted = {
  reason: 'scope-missing',
  detail: 'The access token may not list your organisations, so none is granted. Log in again with the scope "read:org".',
}

function isOwner({ state, role }: Membership): boolean {
  return state === 'active' && role === 'admin'
}

function toMember({ state, organization: { login } }: Membership): NotGranted {
  return state === 'active'
    ? withhold(
        login,
        'not-an-owner',
        `You are a member of the GitHub organisation ${login}, not an owner. Ask an owner to publish.`,
      )
    : withhold(
        login,
        'invitation-pending',
        `Your invitation to the GitHub organisation ${login} is not accepted yet. Accept it on GitHub.`,
      )
}

function toHidden(id: string): NotGranted {
  return {
    reason: 'single-sign-on',
    detail: `The GitHub organisation with the id ${id} asks for single sign-on. Authorize the access token for it on GitHub.`,
  }
}

function toUnusable(login: string): NotGranted {
  return withhold(login, 'not-a-namespace', `The GitHub login ${JSON.stringify(login)} cannot be part of a server name.`)
}

function withhold(login: string, reason: NotGranted['reason'], detail: string): NotGranted {
  return { resource: `io.github.${login}/*`, reason, detail }
}

function shorten(all: readonly NotGranted[]): readonly NotGranted[] {
  if (all.length <= MAX_NOT_GRANTED) return all
  const rest = all.length - MAX_NOT_GRANTED
  return [...all.slice(0, MAX_NOT_GRANTED), { reason: 'more', detail: `${rest} more organisations are not granted.` }]
}
