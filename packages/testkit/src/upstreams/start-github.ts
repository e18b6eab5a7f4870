import type { ServerResponse } from 'node:http'
import { type Answer, startUpstream, type Upstream } from './start-upstream.js'

export interface GithubOrganization {
  readonly login: string
  readonly id: number
  readonly role?: 'admin' | 'member'
  readonly state?: 'active' | 'pending'
}

export interface GithubAccount {
  readonly login: string
  readonly id: number
  readonly organizations?: readonly GithubOrganization[]
  /** The scopes of the access token; missing for a fine-grained token. */
  readonly scopes?: readonly string[]
  /** The IDs of organisations that require single sign-on, which are hidden until then. */
  readonly behindSingleSignOn?: readonly number[]
}

export interface Github extends Upstream {
  /** Sets the account of an access token. */
  setAccount(accessToken: string, account: GithubAccount): void
  /** Sets the response for a path in place of the API, such as a fault; undefined restores the API. */
  setFault(path: '/user' | '/user/memberships/orgs', answer: Answer | undefined): void
}

const ORGANIZATION_SCOPES = ['read:org', 'write:org', 'admin:org', 'user', 'repo']

/** Emulates the two GitHub API calls that identify a user. */
export async function startGithub(): Promise<Github> {
  const accounts = new Map<string, GithubAccount>()
  const faults = new Map<string, Answer>()
  const upstream = await startUpstream((request, response) => {
    const url = new URL(request.url ?? '/', 'http://github.test')
    const fault = faults.get(url.pathname)
    if (fault) return fault(request, response)
    const account = accounts.get(request.headers.authorization?.replace(/^Bearer /, '') ?? '')
    if (account === undefined) return send(response, 401, { message: 'Bad credentials' })
    if (account.scopes) response.setHeader('x-oauth-scopes', account.scopes.join(', '))
    if (url.pathname === '/user') return send(response, 200, { login: account.login, id: account.id, type: 'User' })
    if (url.pathname === '/user/memberships/orgs') return sendMemberships(response, account, url)
    return send(response, 404, { message: 'Not Found' })
  })
  return {
    ...upstream,
    setAccount: (accessToken, account) => void accounts.set(accessToken, account),
    setFault(path, answer) {
      if (answer) faults.set(path, answer)
      else faults.delete(path)
    },
  }
}

function sendMemberships(response: ServerResponse, account: GithubAccount, url: URL): void {
  const { organizations = [], scopes, behindSingleSignOn = [] } = account
  if (scopes && !scopes.some((scope) => ORGANIZATION_SCOPES.includes(scope))) {
    response.setHeader('x-accepted-oauth-scopes', ORGANIZATION_SCOPES.join(', '))
    return send(response, 403, { message: 'You need at least read:org scope or user scope to list your organizations.' })
  }
  const perPage = Number(url.searchParams.get('per_page') ?? 30)
  const page = Number(url.searchParams.get('page') ?? 1)
  const shown = organizations.slice((page - 1) * perPage, page * perPage)
  if (page * perPage < organizations.length) {
    response.setHeader('link', `<https://api.github.test/user/memberships/orgs?page=${page + 1}>; rel="next"`)
  }
  if (behindSingleSignOn.length > 0) {
    response.setHeader('x-github-sso', `partial-results; organizations=${behindSingleSignOn.join(',')}`)
  }
  send(
    response,
    200,
    shown.map(({ login, id, role = 'admin', state = 'active' }) => ({ state, role, organization: { login, id } })),
  )
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
}
