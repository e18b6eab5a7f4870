import { type PackageType, PUBLIC_BASE_URLS, trimTrailingSlashes } from '@mcp-registry/contract'
import type { Destinations } from '../outbound/destination.js'
import { PUBLIC_HOSTS } from './public-registries.js'

/** Where packages of one type are looked up, and how much patience there is. */
export interface PackageUpstream extends Required<Destinations> {
  /** Without a slash at its end; empty for types whose identifiers say where. */
  readonly baseUrl: string
  /** What documents may give as `registryBaseUrl`. */
  readonly registryBaseUrls: readonly string[]
  /** For one request. */
  readonly timeoutMs: number
  /** For one answer. */
  readonly maxBytes: number
}

export type PackageUpstreams = Readonly<Record<PackageType, PackageUpstream>>

/** What an operator says about one type instead of, or beside, what is public. */
export interface UpstreamOverride {
  /** Of a private registry. It may be plain http, at a private address. */
  readonly baseUrl?: string
  /**
   * Further places that may be asked: a bare host is reached by https at a public address, one written as an origin
   * (`http://harbor.internal:8080`) wherever it is.
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
  // The whole file is read, but not kept.
  mcpb: { timeoutMs: 30_000, maxBytes: 512 * MEBIBYTE },
  go: USUAL,
}

// Their identifiers say where they are.
const HAS_NO_BASE: ReadonlySet<PackageType> = new Set(['oci', 'mcpb'])

/** The public registries, with what the operator has changed. */
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
    // A private registry stands in for the public one; more hosts of a type without a base URL come on top.
    hosts: [...(privateUrl === undefined ? PUBLIC_HOSTS[type] : []), ...places.filter((place) => !isOrigin(place))],
    privateOrigins: origins.map((url) => new URL(url).origin),
    ...LIMITS[type],
  }
}

function isOrigin(place: string): boolean {
  return /^https?:\/\//.test(place)
}
