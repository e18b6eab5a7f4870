import { findUrl } from '@mcp-registry/contract'
import { OutboundError } from './outbound-error.js'

/** The destinations that a request and its redirects may have. */
export interface Destinations {
  /**
   * Hosts that may be reached over HTTPS on port 443: exact names, `*.example.com` for every subdomain, or `*` for any host. Their
   * addresses must be public.
   */
  readonly hosts: readonly string[]
  /**
   * Origins configured by the operator, such as `http://verdaccio.internal:4873`. They may use http, any port and a private address. No
   * other origin on the same machine is allowed.
   */
  readonly privateOrigins?: readonly string[]
}

/** Parses a URL and returns it if it is an allowed destination; throws an OutboundError otherwise. */
export function requireDestination(
  url: string | URL,
  destinations: Destinations,
  redirectedFrom?: URL,
): { url: URL; isPrivate: boolean } {
  const from = redirectedFrom?.host
  const parsed = findUrl(String(url), redirectedFrom?.href)
  if (!parsed || parsed.username !== '' || parsed.password !== '' || !/^https?:$/.test(parsed.protocol))
    throw new OutboundError({ kind: 'refused-url', url: truncate(url), redirectedFrom: from })
  if (destinations.privateOrigins?.includes(parsed.origin)) return { url: parsed, isPrivate: true }
  if (!destinations.hosts.some((pattern) => matchesHost(parsed.hostname, pattern)))
    throw new OutboundError({ kind: 'refused-host', host: parsed.host, redirectedFrom: from })
  if (parsed.protocol !== 'https:' || parsed.port !== '')
    throw new OutboundError({ kind: 'refused-url', url: parsed.origin, redirectedFrom: from })
  return { url: parsed, isPrivate: false }
}

/** Whether a host matches a pattern: an exact name, `*.example.com` for its subdomains, or `*` for every host. */
export function matchesHost(host: string, pattern: string): boolean {
  if (pattern === '*') return true
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1 : host === pattern
}

// Untrusted text, truncated to fit a sentence.
function truncate(url: string | URL): string {
  return JSON.stringify(String(url).slice(0, 200))
}
