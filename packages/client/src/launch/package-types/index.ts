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

/** The runner that the document asks for, if packages of this type can be run by it, otherwise the default one. */
export function toRunner({ runtimeHint }: PackageEntry, { runner, runners }: PackageType): string {
  return runtimeHint !== undefined && runners.includes(runtimeHint) ? runtimeHint : runner
}

/** The program that must be on the machine to run a package; undefined for a bundle and for a type that nothing runs. */
export function findProgram(entry: PackageEntry): string | undefined {
  const type = packageTypeOf(entry)
  return type && (type.toProgram?.(entry) ?? toRunner(entry, type))
}
