import { RegistryError } from './errors.js'
import { findUrl } from './find-url.js'
import type { Result } from './result.js'

/** A lower-case domain name in punycode that has been validated by {@link parseDomain}. */
export type Domain = string & { readonly __brand: 'Domain' }

const MAX_LENGTH = 253
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
const IPV4 = /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/

/** Parses a domain name of at least two labels, without a port, user, trailing dot or IP address. Source: protocol.md, "Identity". */
export function parseDomain(text: string): Result<Domain> {
  const refuse = (reason: string): Result<Domain> => ({ ok: false, errors: [reason] })
  if (text.length === 0 || text.length > MAX_LENGTH) return refuse(`A domain name has 1 to ${MAX_LENGTH} characters.`)
  if (text.includes('@')) return refuse('It contains an "@"; send only the domain.')
  if (IPV4.test(text) || isIPv6(text)) return refuse('It is an address; only a domain name can be a namespace.')
  if (text.includes(':')) return refuse('It contains a ":"; send the domain without scheme and port.')
  // White space is checked because the URL parser silently strips some of it.
  if (/[/\\?#%\s\p{Cc}]/u.test(text)) return refuse('It contains a space or a URL character; send only the domain.')
  if (text.endsWith('.')) return refuse('It ends with a dot; send it without.')
  const ascii = toAscii(text)
  const labels = ascii.split('.')
  if (ascii.length > MAX_LENGTH || !labels.every((label) => LABEL.test(label))) {
    return refuse('Its labels must consist of letters, digits and inner dashes, at most 63 characters each.')
  }
  // The URL parser interprets "0x7f.1" as an IP address.
  if (IPV4.test(ascii)) return refuse('It is an address; only a domain name can be a namespace.')
  if (labels.length < 2) return refuse('It has a single label; a namespace needs a registered domain such as example.com.')
  return { ok: true, value: ascii as Domain }
}

/** Parses a domain, or throws `invalid-domain`. */
export function requireDomain(text: string): Domain {
  const result = parseDomain(text)
  if (result.ok) return result.value
  throw new RegistryError(
    'invalid-domain',
    `${JSON.stringify(text.slice(0, 100))} is not a domain name. ${result.errors.join(' ')}`,
  )
}

/** The namespace of a domain: its labels in reverse order, `com.example` for `example.com`. */
export function toDomainNamespace(domain: Domain): string {
  return domain.split('.').toReversed().join('.')
}

function isIPv6(text: string): boolean {
  return text.startsWith('[') || (text.split(':').length > 2 && /^[\da-f:.]+$/i.test(text))
}

/** The host as normalised by the URL parser: lower case, punycode, IPv4 addresses in decimal; empty if the text is not a host. */
function toAscii(text: string): string {
  return findUrl(`http://${text}`)?.hostname ?? ''
}
