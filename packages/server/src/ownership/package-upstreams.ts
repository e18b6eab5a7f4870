import { type PackageType, PUBLIC_BASE_URLS, trimTrailingSlashes } from '@mcp-registry/contract'
import type { Destinations } from '../outbound/destination.js'
import { PUBLIC_HOSTS } from './public-registries.js'

/** Where packages of one type are looked up, and the limits of the requests. */
export interface PackageUpstream extends Required<Destinations> {
  /** Without a trailing slash; empty for types whose identifiers contain the host. */
  readonly baseUrl: string
  /** The values that documents may have for `registryBaseUrl`. */
  readonly registryBaseUrls: readonly string[]
  /** Per request. */
  readonly timeoutMs: number
  /** Per response. */
  readonly maxBytes: number
}

export type PackageUpstreams = Readonly<Record<PackageType, PackageUpstream>>

/** The operator's settings for one type, which replace or extend the public registries. */
export interface UpstreamOverride {
  /** The URL of a private registry, which may use plain http and a private address. */
  readonly baseUrl?: string
  /**
   * Additional hosts that may be used. A bare host is reached over HTTPS at a public address; an origin (`http://harbor.internal:8080`) at
   * any address.
   */
  readonly hosts?: readonly string[]
}

export type UpstreamOverrides = Readonly<Partial<Record<PackageType, UpstreamOverride>>>

const MEBIBYTE = 1024 * 1024
const USUAL = { timeoutMs: 10_000, maxBytes: 8 * MEBIBYTE }

const LIMITS: Readonly<Record<PackageType, { readonly timeoutMs: number; readonly maxBytes: number }>> = {
  npm: USUAL,
  pypi: USUAL,
  nuget: USUAL,
  cargo: USUAL,
  oci: { timeoutMs: 30_000, maxBytes: 4 * MEBIBYTE },
  // The whole file is read, but not buffered.
  mcpb: { timeoutMs: 30_000, maxBytes: 512 * MEBIBYTE },
  go: USUAL,
}

// Their identifiers contain the host.
const HAS_NO_BASE: ReadonlySet<PackageType> = new Set(['oci', 'mcpb'])

/** The public registries, with the operator's overrides applied. */
export function toPackageUpstreams(overrides: UpstreamOverrides = {}): PackageUpstreams {
  const of = (type: PackageType): PackageUpstream => toUpstream(type, overrides[type] ?? {})
  return {
    npm: of('npm'),
    pypi: of('pypi'),
    nuget: of('nuget'),
    cargo: of('cargo'),
    oci: of('oci'),
    mcpb: of('mcpb'),
    go: of('go'),
  }
}

function toUpstream(type: PackageType, { baseUrl: privateUrl, hosts: places = [] }: UpstreamOverride): PackageUpstream {
  const registryBaseUrls = privateUrl === undefined ? PUBLIC_BASE_URLS[type] : [privateUrl]
  const origins = [...(privateUrl === undefined ? [] : [privateUrl]), ...places.filter(isOrigin)]
  return {
    baseUrl: HAS_NO_BASE.has(type) ? '' : trimTrailingSlashes(registryBaseUrls[0] ?? ''),
    registryBaseUrls,
    // A private registry replaces the public one; additional hosts extend the list.
    hosts: [...(privateUrl === undefined ? PUBLIC_HOSTS[type] : []), ...places.filter((place) => !isOrigin(place))],
    privateOrigins: origins.map((url) => new URL(url).origin),
    ...LIMITS[type],
  }
}

function isOrigin(place: string): boolean {
  return /^https?:\/\//.test(place)
}
