import { RegistryError } from '@mcp-registry/contract'
import { openOutbound, type Outbound } from '../../src/outbound/open-outbound.js'
import type { PackageEntry } from '../../src/ownership/package-check.js'
import { PACKAGE_CHECKS } from '../../src/ownership/package-checks.js'
import { toPackageUpstreams, type UpstreamOverrides } from '../../src/ownership/package-upstreams.js'

export const SERVER = 'io.github.alice/weather'

export type PackageTypeName = keyof typeof PACKAGE_CHECKS

export interface CheckOptions {
  readonly serverName?: string
  readonly outbound?: Outbound
  readonly overrides?: UpstreamOverrides
  readonly timeoutMs?: number
  readonly maxBytes?: number
}

/** The refusal of a package, or undefined when it is proven. Any other error is one of the test. */
export async function checkPackage(
  type: PackageTypeName,
  entry: Omit<PackageEntry, 'registryType'>,
  { serverName = SERVER, outbound, overrides, ...limits }: CheckOptions = {},
): Promise<RegistryError | undefined> {
  const upstreams = toPackageUpstreams(overrides)
  const own = outbound ?? openOutbound()
  try {
    await PACKAGE_CHECKS[type].check({ ...entry, registryType: type }, serverName, {
      outbound: own,
      upstreams: { ...upstreams, [type]: { ...upstreams[type], ...limits } },
    })
    return undefined
  } catch (error) {
    if (error instanceof RegistryError) return error
    throw error
  } finally {
    if (!outbound) await own.close()
  }
}
