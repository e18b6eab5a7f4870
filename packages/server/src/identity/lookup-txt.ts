import { Resolver } from 'node:dns/promises'
import { findCode, hasCode, RegistryError } from '@mcp-registry/contract'
import type { DnsConfig } from './identity-config.js'

/** The TXT records of a name, the strings of each record joined. Rejects with `proof-not-found` if the name does not exist. */
export type LookupTxt = (domain: string) => Promise<readonly string[]>

/** Creates a lookup of TXT records. If a name server fails or does not respond, the result is a retryable error, never an empty list. */
export function openTxtLookup({ servers, timeoutMs }: DnsConfig): LookupTxt {
  return async (domain) => {
    const resolver = new Resolver({ timeout: Math.ceil(timeoutMs / 2), tries: 2 })
    if (servers.length > 0) resolver.setServers(servers)
    // The timeout of the resolver applies to each server and attempt; this one applies to all of them together.
    const deadline = setTimeout(() => resolver.cancel(), timeoutMs)
    try {
      return (await resolver.resolveTxt(domain)).map((strings) => strings.join(''))
    } catch (error) {
      if (hasCode(error, 'ENODATA')) return []
      if (hasCode(error, 'ENOTFOUND'))
        throw new RegistryError(
          'proof-not-found',
          `The domain ${domain} does not exist (NXDOMAIN). Check its spelling, and that it is registered and delegated.`,
          { cause: error },
        )
      throw new RegistryError(
        'dns-unavailable',
        `The TXT records of ${domain} could not be looked up: ${explain(findCode(error) ?? 'unknown')} Check its name servers and try again.`,
        { cause: error, retryAfterSeconds: 10 },
      )
    } finally {
      clearTimeout(deadline)
    }
  }
}

function explain(code: string): string {
  if (code === 'ESERVFAIL') return 'a name server answered SERVFAIL, which broken DNSSEC also causes.'
  if (code === 'ETIMEOUT' || code === 'ECANCELLED') return 'no name server answered in time.'
  if (code === 'EREFUSED') return 'a name server refused to answer.'
  return `the name servers gave no usable answer (${code}).`
}
