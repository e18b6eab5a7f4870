import { isRegistryClientError } from '@mcp-registry/client'
import { CommandError } from '../command-line/explain-error.js'
import type { Output } from '../command-line/output.js'
import { openRegistry, type Registry } from '../open-registry.js'
import { withHint } from '../command-line/with-hint.js'
import { DEFAULT_REGISTRY } from '../command-line/registry-url.js'
import type { Host } from '../host.js'
import { type ChosenRegistry, findChosenRegistry } from './chosen-registry.js'
import { toLoginCommandLine } from './login-hint.js'
import { obtainToken, type Proof } from './obtain-token.js'
import { openSigner, SIGNING_PROVIDERS } from './open-signer.js'
import { findClaims } from './registry-token.js'
import { field } from '../project/field.js'
import { findCurrentLogin, findLogin, listLoggedIn, renewLogin, type StoredLogin, toRegistryOf } from './token-store.js'

/** A token that expires within this time is not used. */
const EXPIRY_MARGIN_MS = 5_000

/** An authenticated session: the registry, and a token that is renewed on expiry if the method allows it. */
export interface Session {
  readonly registry: Registry
  readonly login: StoredLogin
  /** Runs a request with the token, and retries it once with a new token if the registry rejects the first. */
  readonly authorized: <T>(request: (token: string) => Promise<T>) => Promise<T>
}

export interface SessionOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  /** The registry given on the command line. */
  readonly registry?: string | undefined
  /** The only registry to which the project may be published. */
  readonly required?: ChosenRegistry | undefined
  readonly output: Pick<Output, 'say'>
}

/**
 * Opens the session of a stored login: to the registry of the command line, of the environment or of the project, else of the last login.
 * A token belongs to one registry and is never sent to another.
 */
export async function requireSession(host: Host, options: SessionOptions): Promise<Session> {
  const login = await requireLogin(options)
  const registry = openRegistry(host, toRegistryOf(login))
  let { token } = login

  const refresh = async (proof: Proof): Promise<void> => {
    options.output.say(`The token has expired; logging in again with ${login.method}.`)
    token = (await obtainToken(host, registry, proof, { ...options, showDeviceCode: () => {} })).registry_token
    await renewLogin(options.env, { ...login, token })
  }
  return {
    registry,
    login,
    authorized: async (request) => {
      if (isExpired(token, host.now())) {
        const proof = await findProof(host, options.env, login)
        if (proof === undefined) throw new CommandError(toExpiredText(login, registry.url))
        await refresh(proof)
      }
      try {
        return await request(token)
      } catch (error) {
        if (!isRegistryClientError(error) || error.status !== 401) throw error
        const proof = await findProof(host, options.env, login)
        if (proof === undefined) throw withHint(error, `Log in again: ${toLoginCommandLine(registry.url, login)}`)
        await refresh(proof)
        return request(token)
      }
    },
  }
}

async function requireLogin({ env, registry, required }: SessionOptions): Promise<StoredLogin> {
  const chosen = findChosenRegistry(env, registry)
  if (chosen && required && chosen.url !== required.url)
    throw new CommandError(
      `${required.source} permits only the registry ${required.url}, but ${chosen.source} is ${chosen.url}. Nothing was sent. ` +
        `Give --registry ${required.url}, or change ${required.source}.`,
    )
  const target = chosen ?? required
  const login = target === undefined ? await findCurrentLogin(env) : await findLogin(env, target.url)
  if (login !== undefined) return login
  const only = required === undefined ? '' : ' as the only one for this project'
  const others = required === undefined ? await listLoggedIn(env) : []
  throw new CommandError(
    [
      target === undefined ? 'Not logged in.' : `Not logged in to ${target.url}, which ${target.source} names${only}.`,
      `Run: ${toLoginCommandLine(target?.url ?? DEFAULT_REGISTRY)}`,
      ...(others.length > 0 ? [`Or choose one of your logins with --registry: ${others.join(', ')}`] : []),
    ].join('\n'),
  )
}

function isExpired(token: string, now: Date): boolean {
  const expiresAt = findClaims(token)?.expiresAt
  return expiresAt !== undefined && expiresAt.getTime() - EXPIRY_MARGIN_MS <= now.getTime()
}

/** The proof for renewing the login without user interaction; `undefined` if only the user can log in again. */
async function findProof(host: Host, env: SessionOptions['env'], login: StoredLogin): Promise<Proof | undefined> {
  switch (login.method) {
    case 'none':
      return { method: 'none' }
    case 'github-oidc':
      return env['ACTIONS_ID_TOKEN_REQUEST_URL'] ? { method: 'github-oidc', ...field('audience', login.audience) } : undefined
    case 'oidc':
      return env['MCP_OIDC_TOKEN'] ? { method: 'oidc', token: env['MCP_OIDC_TOKEN'] } : undefined
    case 'github':
      return env['MCP_GITHUB_TOKEN'] ? { method: 'github', token: env['MCP_GITHUB_TOKEN'] } : undefined
    case 'dns':
    case 'http': {
      const { domain, signingProvider, method } = login
      if (domain === undefined) return undefined
      const provider = SIGNING_PROVIDERS.find((name) => name === signingProvider)
      const signer = await openSigner(host, env, { ...login, domain, provider }).catch(() => undefined)
      return signer && { method, domain, signer }
    }
    default:
      return undefined
  }
}

function toExpiredText(login: StoredLogin, registry: string): string {
  return `The login has expired: tokens of a registry live a few minutes. Run again: ${toLoginCommandLine(registry, login)}`
}
