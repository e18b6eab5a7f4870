import { isIP } from 'node:net'
import { foldServerName, isRecord, type Result, trimTrailingSlashes } from '@mcp-registry/contract'
import type { IdentityConfig, OidcConfig } from '../identity/identity-config.js'
import { isNamespace, parseResourcePattern } from '../identity/permissions.js'
import type { EnvReader } from './env-reader.js'
import type { VariableName } from './variables.js'

export function readIdentityConfig(read: EnvReader): IdentityConfig {
  const githubClientId = read.text('MCP_REGISTRY_GITHUB_CLIENT_ID')
  const oidc = readOidcConfig(read)
  const audience = read.text('MCP_REGISTRY_GITHUB_OIDC_AUDIENCE')
  return {
    anonymous: read.flag('MCP_REGISTRY_ENABLE_ANONYMOUS_AUTH', false),
    ...(githubClientId !== undefined && { githubClientId }),
    githubApiUrl: trimTrailingSlashes(read.url('MCP_REGISTRY_GITHUB_API_URL') ?? 'https://api.github.com'),
    githubOidc: {
      issuer: read.url('MCP_REGISTRY_GITHUB_OIDC_ISSUER') ?? 'https://token.actions.githubusercontent.com',
      acceptSharedAudience: read.flag('MCP_REGISTRY_GITHUB_OIDC_ACCEPT_SHARED_AUDIENCE', false),
      ...(audience !== undefined && { audience }),
    },
    dns: {
      servers: readDnsServers(read),
      timeoutMs: read.integer('MCP_REGISTRY_DNS_TIMEOUT_MS', 5000, { min: 100, max: 60_000 }),
    },
    timeoutMs: read.integer('MCP_REGISTRY_IDENTITY_TIMEOUT_MS', 10_000, { min: 100, max: 60_000 }),
    deniedNamespaces: readDeniedNamespaces(read),
    ...(oidc !== undefined && { oidc }),
  }
}

function readDnsServers(read: EnvReader): readonly string[] {
  const servers = read.list('MCP_REGISTRY_DNS_SERVERS')
  for (const server of servers) {
    const [, bracketed, plain = '', digits = '53'] = /^(?:\[([^\]]+)\]|([^[\]]*?))(?::(\d{1,5}))?$/.exec(server) ?? []
    const address = isIP(server) === 6 ? server : (bracketed ?? plain)
    const port = isIP(server) === 6 ? 53 : Number(digits)
    if (isIP(address) === 0) {
      read.problem(
        'MCP_REGISTRY_DNS_SERVERS',
        `has ${JSON.stringify(server)}, which is no address such as 192.0.2.1 or [2001:db8::1]:53.`,
      )
    } else if (port < 1 || port > 65_535) {
      // The resolver would truncate port 99999 to 34463 (16 bits), and port 0 would end the process.
      read.problem(
        'MCP_REGISTRY_DNS_SERVERS',
        `has ${JSON.stringify(server)}, whose port must be from 1 to 65535, as in 192.0.2.1:53.`,
      )
    }
  }
  return servers
}

function readDeniedNamespaces(read: EnvReader): readonly string[] {
  const denied = read.list('MCP_REGISTRY_DENIED_NAMESPACES')
  for (const namespace of denied) {
    if (!isNamespace(namespace))
      read.problem('MCP_REGISTRY_DENIED_NAMESPACES', `has ${JSON.stringify(namespace)}, which is not a namespace.`)
  }
  return denied.map(foldServerName)
}

// All variables are validated even if OIDC is disabled, so that mistakes surface before it is enabled.
function readOidcConfig(read: EnvReader): OidcConfig | undefined {
  const enabled = read.flag('MCP_REGISTRY_OIDC_ENABLED', false)
  const issuer = read.url('MCP_REGISTRY_OIDC_ISSUER')
  const clientId = read.text('MCP_REGISTRY_OIDC_CLIENT_ID')
  const extraClaims = read.parsed('MCP_REGISTRY_OIDC_EXTRA_CLAIMS', parseExtraClaims) ?? []
  const editPermissions = readPatterns(read, 'MCP_REGISTRY_OIDC_EDIT_PERMISSIONS')
  const publishPermissions = readPatterns(read, 'MCP_REGISTRY_OIDC_PUBLISH_PERMISSIONS')
  if (!enabled) return undefined
  if (read.text('MCP_REGISTRY_OIDC_ISSUER') === undefined) {
    read.problem('MCP_REGISTRY_OIDC_ISSUER', 'must be set when MCP_REGISTRY_OIDC_ENABLED is true.')
  }
  if (clientId === undefined) {
    read.problem('MCP_REGISTRY_OIDC_CLIENT_ID', 'must be set when MCP_REGISTRY_OIDC_ENABLED is true.')
  }
  if (issuer === undefined || clientId === undefined) return undefined
  return { issuer, clientId, extraClaims, editPermissions, publishPermissions }
}

function readPatterns(read: EnvReader, name: VariableName): readonly string[] {
  const patterns = read.list(name)
  for (const pattern of patterns) {
    const result = parseResourcePattern(pattern)
    if (!result.ok) read.problem(name, `has a wrong pattern: ${result.errors.join(' ')}`)
  }
  return patterns
}

function parseExtraClaims(text: string): Result<readonly Readonly<Record<string, unknown>>[]> {
  const claims = parseJson(text)
  if (Array.isArray(claims) && claims.every(isRecord)) return { ok: true, value: claims }
  return { ok: false, errors: ['must be a JSON array of objects, like [{"hd":"example.com"}].'] }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
