import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { UsageError } from '../command-line/explain-error.js'

/** A domain as registries know it: lower case, in punycode; no scheme, port, path, address or trailing dot. */
export function requireDomain(text: string | undefined, method: string): string {
  if (!text) throw new UsageError(`${method} needs --domain, such as: mcp-publisher login ${method} --domain example.com`)
  const domain = /[/:@?#\s]/.test(text) ? '' : domainToASCII(text)
  if (domain.includes('.') && !domain.endsWith('.') && isIP(domain) === 0) return domain
  throw new UsageError(`${JSON.stringify(text)} is no domain. Give the name alone, such as example.com.`)
}

/** The namespace that a domain stands for: `com.example` for example.com. */
export function toReverseDomain(domain: string): string {
  return domain.split('.').toReversed().join('.')
}
