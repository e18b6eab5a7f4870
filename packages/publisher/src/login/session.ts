import { isRegistryClientError } from '@mcp-registry/client'
import { CommandError } from '../command-line/explain-error.js'
import type { Output } from '../command-line/output.js'
import { openRegistry, type Registry } from '../open-registry.js'
import { DEFAULT_REGISTRY, requireRegistryUrl } from '../command-line/registry-url.js'
import type { Host } from '../host.js'
import { obtainToken, type Proof } from './obtain-token.js'
import { openSigner, SIGNING_PROVIDERS } from './open-signer.js'
import { findClaims } from './registry-token.js'
import { withHint } from '../with-hint.js'
import { findLogin, saveLogin, type StoredLogin } from './token-store.js'

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
  /** The registry given on the command line; it must be that of the login. */
  readonly registry?: string | undefined
  readonly output: Pick<Output, 'say'>
}

/** Opens the session of the stored login. */
export async function requireSession(host: Host, options: SessionOptions): Promise<Session> {
  const login = await findLogin(options.env)
  if (login === undefined) throw new CommandError('Not logged in. Run: mcp-publisher login <github|github-oidc|dns|http|none>')
  const url = requireRegistryUrl(login.registry || DEFAULT_REGISTRY)
  // The token belongs to one registry and must not be sent to another.
  if (options.registry !== undefined && requireRegistryUrl(options.registry) !== url)
    throw new CommandError(`The login is for ${url}. Run: mcp-publisher login <method> --registry ${options.registry}`)
  const registry = openRegistry(host, url)
  let { token } = login

  const refresh = async (proof: Proof): Promise<void> => {
    options.output.say(`The token has expired; logging in again with ${login.method}.`)
    token = (await obtainToken(host, registry, proof, { ...options, showDeviceCode: () => {} })).registry_token
    await saveLogin(options.env, { ...login, token })
  }
  return {
    registry,
    login,
    authorized: async (request) => {
      if (isExpired(token, host.now())) {
        const proof = await findProof(host, options.env, login)
        if (proof === undefined) throw new CommandError(toExpiredText(login))
        await refresh(proof)
      }
      try {
        return await request(token)
      } catch (error) {
        if (!isRegistryClientError(error) || error.status !== 401) throw error
        const proof = await findProof(host, options.env, login)
        if (proof === undefined) throw withHint(error, `Log in again: mcp-publisher login ${login.method}`)
        await refresh(proof)
        return request(token)
      }
    },
  }
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
      return env['ACTIONS_ID_TOKEN_REQUEST_URL'] ? { method: 'github-oidc' } : undefined
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

function toExpiredText({ method, registry }: StoredLogin): string {
  const where = registry === DEFAULT_REGISTRY ? '' : ` --registry ${registry}`
  return `The login has expired: tokens of a registry live a few minutes. Run again: mcp-publisher login ${method || '<method>'}${where}`
}
