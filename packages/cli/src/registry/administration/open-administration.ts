import { type ApiRequest, createRegistryClient } from '@mcp-registry/client'
import type { Config } from '@mcp-registry/server'
import { CommandError, type Context, requireRegistryUrl } from '@mcp-registry/publisher/command-line'
import { findUrl } from '@mcp-registry/contract'
import { CLI_VERSION } from '../../version.js'
import { requireConfig, storageOptions } from '../settings.js'
import { toOperator } from './to-operator.js'

/** The options of every command that administers a running registry. */
export const administrationOptions = {
  registry: { kind: 'text', placeholder: 'url', about: 'the running registry (default: the one on this machine)' },
  token: {
    kind: 'text',
    placeholder: 'token',
    about: 'the token of an administrator (MCP_REGISTRY_TOKEN; default: one created with the signing key)',
  },
  dataDir: { ...storageOptions.dataDir, about: 'the directory of the signing key (MCP_REGISTRY_DATA_DIR; default: ./data)' },
} as const

export interface AdministrationOptions {
  readonly registry: string | undefined
  readonly token: string | undefined
  readonly dataDir: string | undefined
}

/** An administrator session with a running registry. */
export interface Administration {
  readonly url: string
  /** Sends a request to a path relative to the extension path of the registry. */
  request(request: Omit<ApiRequest, 'isIdempotent' | 'body'> & { readonly body?: object }): Promise<unknown>
  /** Requests a response that is not JSON. Resolves when the headers have arrived. */
  download(method: 'GET' | 'POST', path: string): Promise<Response>
}

// Hiding a namespace with a large number of versions takes minutes.
const TIMEOUT_MS = 600_000
// Longer than the timeout of the command.
const TOKEN_SECONDS = 660

export async function openAdministration(
  context: Pick<Context, 'env' | 'signal'>,
  { registry, token: given, dataDir }: AdministrationOptions,
): Promise<Administration> {
  const config = await requireConfig(context, { dataDir })
  const { toLocalUrl } = await import('@mcp-registry/server')
  const local = toLocalUrl(config.listen.address)
  const url = requireRegistryUrl(registry ?? local)
  const token =
    given ??
    (context.env['MCP_REGISTRY_TOKEN'] ||
      (await requireOwnToken(context, config, { url, isOurs: url === local || isLoopback(url) })))
  const client = createRegistryClient({
    baseUrl: url,
    // A redirect would send the token to another host.
    fetch: (input, init) => fetch(input, { ...init, redirect: 'error' }),
    token,
    cache: false,
    timeoutMs: TIMEOUT_MS,
    userAgent: `mcp-registry/${CLI_VERSION}`,
  })
  return {
    url,
    async request({ path, body, ...request }) {
      const { body: answer } = await client.request(
        {
          ...request,
          path: `/x/${config.extensionNamespace}${path}`,
          ...(body !== undefined && { body: JSON.stringify(body) }),
          isIdempotent: true,
        },
        { signal: context.signal },
      )
      return answer
    },
    async download(method, path) {
      const response = await fetch(`${url}/v0.1/x/${config.extensionNamespace}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'user-agent': `mcp-registry/${CLI_VERSION}` },
        redirect: 'error',
        signal: context.signal,
      })
      if (response.ok) return response
      const problem = (await response.json().catch(() => ({}))) as { detail?: unknown }
      const said = typeof problem.detail === 'string' ? problem.detail : `It answered with status ${response.status}.`
      throw new CommandError(`${url} did not send the file: ${said}`)
    },
  }
}

async function requireOwnToken(
  { env, signal }: Pick<Context, 'env' | 'signal'>,
  config: Config,
  { url, isOurs }: { readonly url: string; readonly isOurs: boolean },
): Promise<string> {
  const { publicUrl } = config.listen
  // Anyone who obtains the token is an administrator, so it is sent only to this registry.
  if (url !== publicUrl && !isOurs) {
    throw new CommandError(
      `A token is required for ${url}. Set --token or MCP_REGISTRY_TOKEN. Tokens are created with the signing key only for ${publicUrl} and for this machine.`,
    )
  }
  const { createOperatorToken } = await import('@mcp-registry/server')
  const issuer = env['MCP_REGISTRY_PUBLIC_URL'] ? publicUrl : await findLocalIssuer(url, signal)
  const made = await createOperatorToken(config, { issuer, subject: toOperator(env), lifetimeSeconds: TOKEN_SECONDS })
  if (made !== undefined) return made.registry_token
  throw new CommandError(
    `A token is required, and there is no signing key in ${config.dataDir} to create one. Set --token or MCP_REGISTRY_TOKEN, or the folder with --data-dir.`,
  )
}

/**
 * The public URL of a registry without a configured one: the URL at which it listens, possibly with another loopback host. Other hosts are
 * ignored, since the responding process receives a token for that URL.
 */
async function findLocalIssuer(url: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(`${url}/openapi.json`, { redirect: 'error', signal }).catch(() => undefined)
  const description: unknown = await response?.json().catch(() => undefined)
  const stated = (description as { servers?: { url?: unknown }[] } | undefined)?.servers?.[0]?.url
  return typeof stated === 'string' && findUrl(stated) !== undefined && isLoopback(stated) ? stated : url
}

function isLoopback(url: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(url).hostname)
}
