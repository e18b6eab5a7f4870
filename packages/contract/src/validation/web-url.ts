/** Why a string is not an https URL that is safe to display and open. */
export type WebUrlFault = 'not-a-url' | 'relative' | 'not-https' | 'credentials'

/** Returns the first fault of an https URL; undefined if it has none. */
export function findWebUrlFault(text: string): WebUrlFault | undefined {
  const url = toUrl(text)
  if (!url) return toUrl(text, 'https://base.invalid') && !/^[a-z][a-z0-9+.-]*:/i.test(text) ? 'relative' : 'not-a-url'
  if (url.protocol !== 'https:') return 'not-https'
  // The parser accepts `https:host`, which other parsers do not, and strips surrounding white space.
  if (!/^https:\/\/[^/\s]/i.test(text) || /\s/.test(text)) return 'not-a-url'
  return url.username !== '' || url.password !== '' ? 'credentials' : undefined
}

/** The parsed URL, or undefined if the string is not a URL. */
export function toUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base)
  } catch {
    return undefined
  }
}

/**
 * Whether a host, as spelled by `URL.hostname`, is a loopback host: `localhost` and its subdomains, 127.0.0.0/8, `::1`, the unspecified
 * addresses, and IPv6 forms of these addresses.
 */
export function isLoopbackHost(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/\.$/, '')
  if (host === 'localhost' || host.endsWith('.localhost')) return true
  if (/^127\.\d+\.\d+\.\d+$/.test(host) || host === '0.0.0.0') return true
  const v6 = /^\[(.*)\]$/.exec(host)?.[1]
  return v6 !== undefined && (v6 === '::' || v6 === '::1' || /^::(?:ffff:)?(?:7f[0-9a-f]{2}:[0-9a-f]{1,4}|0:0)$/.test(v6))
}
