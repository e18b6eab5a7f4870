import type { PackageType } from '@mcp-registry/contract'
import type { Destinations } from '../outbound/destination.js'
import { PUBLIC_REGISTRIES, type PublicRegistry } from './public-registries.js'

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

/** The public registries, with what the operator has changed. */
export function toPackageUpstreams(overrides: UpstreamOverrides = {}): PackageUpstreams {
  const of = (type: PackageType): PackageUpstream => toUpstream(PUBLIC_REGISTRIES[type], LIMITS[type], overrides[type] ?? {})
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

function toUpstream(
  known: PublicRegistry,
  limits: { readonly timeoutMs: number; readonly maxBytes: number },
  override: UpstreamOverride,
): PackageUpstream {
  const baseUrl = (override.baseUrl ?? known.baseUrl ?? '').replace(/\/+$/, '')
  const places = override.hosts ?? []
  const origins = places.filter(isOrigin)
  return {
    baseUrl,
    registryBaseUrls: [baseUrl, ...(override.baseUrl === undefined ? (known.alsoKnownAs ?? []) : [])],
    // A private registry stands in for the public one; more hosts of a type without a base URL come on top.
    hosts: [...(override.baseUrl === undefined ? known.hosts : []), ...places.filter((place) => !isOrigin(place))],
    privateOrigins: [...(override.baseUrl === undefined ? [] : [override.baseUrl]), ...origins].map((url) => new URL(url).origin),
    ...limits,
  }
}

function isOrigin(place: string): boolean {
  return /^https?:\/\//.test(place)
}
