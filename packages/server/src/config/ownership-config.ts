import type { PackageType } from '@mcp-registry/contract'
import { findUrl } from '@mcp-registry/contract'
import type { UpstreamOverride, UpstreamOverrides } from '../ownership/package-upstreams.js'
import type { EnvReader } from './env-reader.js'

/** How publishers prove that they own the packages in their documents. */
export interface OwnershipConfig {
  /** If false, anyone can claim any package. Intended for development and mirrors. */
  readonly required: boolean
  /** Registries that replace the public ones or are allowed in addition to them. */
  readonly upstreams: UpstreamOverrides
}

export function readOwnershipConfig(read: EnvReader): OwnershipConfig {
  return {
    required: read.flag('MCP_REGISTRY_ENABLE_REGISTRY_VALIDATION', true),
    upstreams: {
      npm: readUpstream(read, 'NPM'),
      pypi: readUpstream(read, 'PYPI'),
      nuget: readUpstream(read, 'NUGET'),
      cargo: readUpstream(read, 'CARGO'),
      go: readUpstream(read, 'GO'),
      oci: { hosts: readHosts(read, 'OCI') },
      mcpb: { hosts: readHosts(read, 'MCPB') },
    },
  }
}

function readUpstream(read: EnvReader, type: 'NPM' | 'PYPI' | 'NUGET' | 'CARGO' | 'GO'): UpstreamOverride {
  const baseUrl = read.url(`MCP_REGISTRY_${type}_BASE_URL`)
  return { hosts: readHosts(read, type), ...(baseUrl !== undefined && { baseUrl }) }
}

function readHosts(read: EnvReader, type: Uppercase<PackageType>): readonly string[] {
  const name = `MCP_REGISTRY_${type}_HOSTS` as const
  const places = read.list(name)
  for (const place of places) {
    if (!isHostPattern(place) && !isOrigin(place))
      read.problem(
        name,
        `has ${JSON.stringify(place)}, which is neither a host such as *.example.com nor an origin such as http://10.0.0.5:8080.`,
      )
  }
  return places
}

function isHostPattern(text: string): boolean {
  return /^(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(text)
}

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && findUrl(text)?.origin === text
}
