import { isRunnableType, type RunnableType } from '@mcp-registry/contract'
import type { PackageEntry } from '../read-entry.js'
import { cargo } from './cargo.js'
import { go } from './go.js'
import { npm } from './npm.js'
import { nuget } from './nuget.js'
import { oci } from './oci.js'
import type { PackageType } from './package-type.js'
import { pypi } from './pypi.js'

/** The package types that a runner can run by name. Bundles (`mcpb`) are downloaded instead. */
const PACKAGE_TYPES = { npm, pypi, oci, nuget, cargo, go } as const satisfies Record<RunnableType, PackageType>

export function packageTypeOf(entry: PackageEntry): PackageType | undefined {
  return isRunnableType(entry.registryType) ? PACKAGE_TYPES[entry.registryType] : undefined
}
