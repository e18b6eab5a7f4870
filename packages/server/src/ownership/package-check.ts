import type { Package } from '@mcp-registry/contract'
import type { Outbound } from '../outbound/open-outbound.js'
import type { PackageUpstreams } from './package-upstreams.js'

/** The fields that identify a package. */
export type PackageEntry = Pick<Package, 'registryType' | 'registryBaseUrl' | 'identifier' | 'version' | 'fileSha256'>

export interface CheckContext {
  readonly outbound: Outbound
  readonly upstreams: PackageUpstreams
}

/** Verifies packages of one type. */
export interface PackageCheck {
  /** Resolves if the package declares the server as its own; throws a RegistryError otherwise. */
  check(entry: PackageEntry, serverName: string, context: CheckContext): Promise<void>
  /** Whether the result is permanent, because the package version cannot be changed once published. */
  isLasting(entry: PackageEntry): boolean
}

/** The name of a package in error messages. */
export function toLabel({ registryType, identifier, version }: PackageEntry): string {
  const shown = identifier.length > 200 ? `${identifier.slice(0, 200)}…` : identifier
  return `The ${registryType} package ${shown}${version === undefined ? '' : ` ${version}`}`
}
