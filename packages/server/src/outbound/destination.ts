import { findUrl } from '@mcp-registry/contract'
import { OutboundError } from './outbound-error.js'

/** Where a request, and every redirect that it meets, may go. */
export interface Destinations {
  /**
   * Hosts that are reached by https on its own port: exact names, `*.example.com` for every name below one, or `*` for any. Their
   * addresses must be public.
   */
  readonly hosts: readonly string[]
  /**
   * Origins that the operator has configured, such as `http://verdaccio.internal:4873`. They may be http, on any port and at a private
   * address; nothing else on the same machine is.
   */
  readonly privateOrigins?: readonly string[]
}

/** The URL, when it may be asked for; throws an OutboundError otherwise. */
export function requireDestination(
  url: string | URL,
  destinations: Destinations,
  redirectedFrom?: URL,
): { url: URL; isPrivate: boolean } {
  const from = redirectedFrom?.host
  const parsed = findUrl(String(url), redirectedFrom?.href)
  if (!parsed || parsed.username !== '' || parsed.password !== '' || !/^https?:$/.test(parsed.protocol))
    throw new OutboundError({ kind: 'outbound_refused_url', url: truncate(url), redirectedFrom: from })
  if (destinations.privateOrigins?.includes(parsed.origin)) return { url: parsed, isPrivate: true }
  if (!destinations.hosts.some((pattern) => matchesHost(parsed.hostname, pattern)))
    throw new OutboundError({ kind: 'outbound_refused_host', host: parsed.host, redirectedFrom: from })
  if (parsed.protocol !== 'https:' || parsed.port !== '')
    throw new OutboundError({ kind: 'outbound_refused_url', url: parsed.origin, redirectedFrom: from })
  return { url: parsed, isPrivate: false }
}

/** Whether a host is the pattern, or below it when that is `*.example.com`; `*` is every host. */
export function matchesHost(host: string, pattern: string): boolean {
  if (pattern === '*') return true
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1 : host === pattern
}

// What the other side sent, or a stranger, cut to what fits a sentence.
function truncate(url: string | URL): string {
  return JSON.stringify(String(url).slice(0, 200))
}
