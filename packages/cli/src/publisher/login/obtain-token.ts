import type { TokenResponse } from '@mcp-registry/contract'
import { CommandError } from '../../explain-error.js'
import type { Signer } from '../keys/signer.js'
import { textAt, valueAt } from '../project/field.js'
import type { RegistryApi } from '../registry-api.js'
import type { Surroundings } from '../surroundings.js'
import { requestActionsToken } from './github-actions.js'
import { type DeviceCode, requestDeviceToken } from './github-device-flow.js'
import { exchangeDomainProof } from './proof-of-domain.js'

export const METHODS = ['github', 'github-oidc', 'dns', 'http', 'none'] as const

/** How somebody proves who they are. */
export type Proof =
  | { readonly method: 'github'; readonly token?: string | undefined }
  | { readonly method: 'github-oidc' }
  | { readonly method: 'dns' | 'http'; readonly domain: string; readonly signer: Signer }
  | { readonly method: 'none' }

export interface ProofContext {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  /** Shows the code of GitHub's device flow to the person who logs in. */
  readonly showDeviceCode: (code: DeviceCode) => void
}

/** Exchanges a proof for a token of the registry. */
export async function obtainToken(
  surroundings: Surroundings,
  api: RegistryApi,
  proof: Proof,
  context: ProofContext,
): Promise<TokenResponse> {
  const answer = await exchange(surroundings, api, proof, context)
  const token = textAt(answer, 'registry_token')
  if (token === undefined) throw new CommandError(`${api.url} answered the login without a token. Is it the URL of a registry?`)
  const expiresAt = valueAt(answer, 'expires_at')
  return { registry_token: token, expires_at: typeof expiresAt === 'number' ? expiresAt : 0 }
}

async function exchange(
  surroundings: Surroundings,
  api: RegistryApi,
  proof: Proof,
  { env, signal, showDeviceCode }: ProofContext,
): Promise<unknown> {
  const post = async (name: string, body: unknown) =>
    (await api.request({ method: 'POST', path: `/v0/auth/${name}`, body, signal })).body
  switch (proof.method) {
    case 'github': {
      const token = proof.token || env['MCP_GITHUB_TOKEN']
      if (token) return post('github-at', { github_token: token })
      const githubUrl = env['MCP_PUBLISHER_GITHUB_URL'] ?? 'https://github.com'
      const flow = { githubUrl, clientId: await requireClientId(api, signal), signal, show: showDeviceCode }
      return post('github-at', { github_token: await requestDeviceToken(surroundings, flow) })
    }
    case 'github-oidc':
      return post('github-oidc', { oidc_token: await requestActionsToken(surroundings, env, api.url, signal) })
    case 'dns':
    case 'http':
      return exchangeDomainProof(surroundings, api, proof, signal)
    case 'none':
      return post('none', {})
  }
}

async function requireClientId(api: RegistryApi, signal: AbortSignal): Promise<string> {
  const { body } = await api.request({ method: 'GET', path: '/v0/health', signal })
  const clientId = textAt(body, 'github_client_id')
  if (clientId !== undefined) return clientId
  throw new CommandError(
    `${api.url} offers no login with GitHub in the browser. Give a GitHub token with --token, or use another method.`,
  )
}
