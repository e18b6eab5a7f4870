import { type Domain, parseDomain } from '@mcp-registry/contract'
import { UsageError } from '../command-line/explain-error.js'

/** Returns the domain of a login, or throws a usage error that states which option is required. */
export function requireDomainOption(text: string | undefined, method: string): Domain {
  if (!text) throw new UsageError(`${method} needs --domain, such as --domain example.com.`)
  const domain = parseDomain(text)
  if (domain.ok) return domain.value
  throw new UsageError(
    `${JSON.stringify(text)} is not a domain name. ${domain.errors.join(' ')} Give the name alone, such as example.com.`,
  )
}
