import { promises as dns } from 'node:dns'
import { findCode, hasCode } from '@mcp-registry/contract'

/** The addresses of a host, in the order in which they are to be tried; empty if the host does not exist. */
export type ResolveHost = (host: string) => Promise<readonly string[]>

/**
 * Queries the name servers of the system. `dns.lookup` would block a thread of the small pool that compression and file access share, and
 * the host names are untrusted: their name servers may never answer.
 */
export function openHostResolver(options: { timeoutMs?: number; servers?: readonly string[] } = {}): ResolveHost {
  const resolver = new dns.Resolver({ timeout: options.timeoutMs ?? 2_000, tries: 2 })
  if (options.servers && options.servers.length > 0) resolver.setServers(options.servers)
  return async (host) => {
    const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
    if (addresses.length > 0) return addresses
    // It is normal that one family has no address; if the name server fails for both, the lookup fails.
    const failure = answers.map((answer) => (answer.status === 'rejected' ? answer.reason : undefined)).find(isServerFailure)
    if (failure) throw failure
    return []
  }
}

function isServerFailure(reason: unknown): reason is Error {
  return findCode(reason) !== undefined && !hasCode(reason, 'ENODATA', 'ENOTFOUND')
}
