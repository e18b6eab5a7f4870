import type { Package } from '@mcp-registry/contract'
import type { Outbound } from '../outbound/open-outbound.js'
import type { PackageUpstreams } from './package-upstreams.js'

/** What of a package says which one it is. */
export type PackageEntry = Pick<Package, 'registryType' | 'registryBaseUrl' | 'identifier' | 'version' | 'fileSha256'>

export interface CheckContext {
  readonly outbound: Outbound
  readonly upstreams: PackageUpstreams
}

/** How packages of one type are proven. */
export interface PackageCheck {
  /** Resolves when the package names the server as its own; throws a RegistryError otherwise. */
  check(entry: PackageEntry, serverName: string, context: CheckContext): Promise<void>
  /** Whether what was proven once stays so, because what the entry names cannot change any more. */
  isLasting(entry: PackageEntry): boolean
}

/** How a refusal speaks of a package. */
export function toLabel({ registryType, identifier, version }: PackageEntry): string {
  const shown = identifier.length > 200 ? `${identifier.slice(0, 200)}…` : identifier
  return `The ${registryType} package ${shown}${version === undefined ? '' : ` ${version}`}`
}
