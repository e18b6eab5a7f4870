import { isRegistryClientError } from '@mcp-registry/client'
import type { TokenResponse } from '@mcp-registry/contract'
import { CommandError } from '../command-line/explain-error.js'
import type { Signer } from '../keys/signer.js'
import type { Registry } from '../open-registry.js'
import type { Host } from '../host.js'
import { requestActionsToken } from './github-actions.js'
import { type DeviceCode, requestDeviceToken } from './github-device-flow.js'
import { signDomainProof } from './proof-of-domain.js'

export const METHODS = ['github', 'github-oidc', 'oidc', 'dns', 'http', 'none'] as const

/** A proof of identity, by login method. */
export type Proof =
  | { readonly method: 'github'; readonly token?: string | undefined }
  | { readonly method: 'github-oidc'; readonly audience?: string | undefined }
  | { readonly method: 'oidc'; readonly token: string }
  | { readonly method: 'dns' | 'http'; readonly domain: string; readonly signer: Signer }
  | { readonly method: 'none' }

export interface ProofContext {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  /** Shows the code of GitHub's device flow to the user. */
  readonly showDeviceCode: (code: DeviceCode) => void
}

/** Exchanges a proof for a token of the registry. */
export async function obtainToken(
  host: Host,
  { url, client }: Registry,
  proof: Proof,
  { env, signal, showDeviceCode }: ProofContext,
): Promise<TokenResponse> {
  switch (proof.method) {
    case 'github': {
      const token = proof.token || env['MCP_GITHUB_TOKEN']
      if (token) return client.exchangeGithubAccessToken(token, { signal })
      const githubUrl = env['MCP_PUBLISHER_GITHUB_URL'] ?? 'https://github.com'
      const { github_client_id: clientId } = await client.getHealth({ signal })
      if (!clientId)
        throw new CommandError(`${url} does not offer GitHub login in the browser. Pass a GitHub token with --token.`)
      const flow = { githubUrl, clientId, signal, show: showDeviceCode }
      return client.exchangeGithubAccessToken(await requestDeviceToken(host, flow), { signal })
    }
    case 'github-oidc':
      // A registry accepts only tokens for its own audience: by default the origin of its URL, as for the official command.
      return client.exchangeGithubOidcToken(await requestActionsToken(host, env, proof.audience ?? new URL(url).origin, signal), {
        signal,
      })
    case 'oidc':
      return client.exchangeOidcToken(proof.token, { signal })
    case 'dns':
      return withUnusedSignature(host, signal, async () =>
        client.exchangeDnsProof(await signDomainProof(host, proof), { signal }),
      )
    case 'http':
      return withUnusedSignature(host, signal, async () =>
        client.exchangeHttpProof(await signDomainProof(host, proof), { signal }),
      )
    case 'none':
      return client.createAnonymousToken({ signal })
  }
}

/** Enough for a matrix of jobs that start together: one of them succeeds per second. */
const MAX_SIGNATURES = 30

/** Signs again while another login with the same key has used the signature of this second. */
async function withUnusedSignature(
  { sleep }: Pick<Host, 'sleep'>,
  signal: AbortSignal,
  exchange: () => Promise<TokenResponse>,
): Promise<TokenResponse> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await exchange()
    } catch (error) {
      if (!isRegistryClientError(error) || error.code !== 'signature-used' || attempt >= MAX_SIGNATURES) throw error
      // Timestamps are in whole seconds.
      await sleep(1000, signal)
    }
  }
}
