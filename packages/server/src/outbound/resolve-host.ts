import { promises as dns } from 'node:dns'

/** The addresses of a host, in the order in which they are to be tried; none when there is no such host. */
export type ResolveHost = (host: string) => Promise<readonly string[]>

/**
 * Asks the name servers of the system. Not `dns.lookup`: that holds one of the few threads that compression and file access share,
 * and the host names are those of strangers, whose name servers may never answer.
 */
export function openHostResolver(options: { timeoutMs?: number; servers?: readonly string[] } = {}): ResolveHost {
  const resolver = new dns.Resolver({ timeout: options.timeoutMs ?? 2_000, tries: 2 })
  if (options.servers && options.servers.length > 0) resolver.setServers(options.servers)
  return async (host) => {
    const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
    if (addresses.length > 0) return addresses
    // One family without an address is normal; a name server that fails for both is a failure.
    const failure = answers.map((answer) => (answer.status === 'rejected' ? answer.reason : undefined)).find(isServerFailure)
    if (failure) throw failure
    return []
  }
}

function isServerFailure(reason: unknown): reason is NodeJS.ErrnoException {
  return reason instanceof Error && 'code' in reason && reason.code !== 'ENODATA' && reason.code !== 'ENOTFOUND'
}
