import type { Result } from '@mcp-registry/contract'
import type { EnvReader } from './env-reader.js'

/** An issuer whose tokens are exchanged for tokens of the registry. */
export interface OidcConfig {
  readonly issuer: string
  readonly clientId: string
  readonly extraClaims: readonly Readonly<Record<string, unknown>>[]
  readonly editPermissions: readonly string[]
  readonly publishPermissions: readonly string[]
}

/** Which proofs of identity are accepted. */
export interface IdentityConfig {
  readonly anonymous: boolean
  readonly githubClientId?: string
  readonly oidc?: OidcConfig
}

export function readIdentityConfig(read: EnvReader): IdentityConfig {
  const githubClientId = read.text('MCP_REGISTRY_GITHUB_CLIENT_ID')
  const oidc = readOidcConfig(read)
  return {
    anonymous: read.flag('MCP_REGISTRY_ENABLE_ANONYMOUS_AUTH', false),
    ...(githubClientId !== undefined && { githubClientId }),
    ...(oidc !== undefined && { oidc }),
  }
}

// Every variable is read even when the method is off, so that a mistake shows before the day it is switched on.
function readOidcConfig(read: EnvReader): OidcConfig | undefined {
  const enabled = read.flag('MCP_REGISTRY_OIDC_ENABLED', false)
  const issuer = read.url('MCP_REGISTRY_OIDC_ISSUER')
  const clientId = read.text('MCP_REGISTRY_OIDC_CLIENT_ID')
  const extraClaims = read.parsed('MCP_REGISTRY_OIDC_EXTRA_CLAIMS', parseExtraClaims) ?? []
  const editPermissions = read.list('MCP_REGISTRY_OIDC_EDIT_PERMISSIONS')
  const publishPermissions = read.list('MCP_REGISTRY_OIDC_PUBLISH_PERMISSIONS')
  if (!enabled) return undefined
  if (read.text('MCP_REGISTRY_OIDC_ISSUER') === undefined) {
    read.problem('MCP_REGISTRY_OIDC_ISSUER', 'has to be set when MCP_REGISTRY_OIDC_ENABLED is true.')
  }
  if (clientId === undefined) {
    read.problem('MCP_REGISTRY_OIDC_CLIENT_ID', 'has to be set when MCP_REGISTRY_OIDC_ENABLED is true.')
  }
  if (issuer === undefined || clientId === undefined) return undefined
  return { issuer, clientId, extraClaims, editPermissions, publishPermissions }
}

function parseExtraClaims(text: string): Result<readonly Readonly<Record<string, unknown>>[]> {
  const claims = parseJson(text)
  if (Array.isArray(claims) && claims.every(isRecord)) return { ok: true, value: claims }
  return { ok: false, errors: ['has to be a JSON array of objects, like [{"hd":"example.com"}].'] }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
