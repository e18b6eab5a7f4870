import type { PackageType } from '@mcp-registry/contract'
import { cargo } from './check-cargo.js'
import { go } from './check-go.js'
import { mcpb } from './check-mcpb.js'
import { npm } from './check-npm.js'
import { nuget } from './check-nuget.js'
import { oci } from './check-oci.js'
import { pypi } from './check-pypi.js'
import type { PackageCheck } from './package-check.js'

/** The check of each package type. */
export const PACKAGE_CHECKS: Readonly<Record<PackageType, PackageCheck>> = { npm, pypi, nuget, cargo, oci, mcpb, go }
