import { openOutbound, type Outbound, type OutboundOptions } from '../../src/outbound/open-outbound.js'
import { makeCertificate } from '@mcp-registry/testkit/upstreams/make-certificate'
import { type Answer, startUpstream, type Upstream } from '@mcp-registry/testkit/upstreams/start-upstream'

/** Hosts of the Internet, each a server on loopback with a certificate for its name. */
export interface Site extends AsyncDisposable {
  readonly outbound: Outbound
  of(host: string): Upstream
}

/** Starts a server for each host, and a fetcher that finds them. */
export async function startSite(answers: Record<string, Answer>, options: OutboundOptions = {}): Promise<Site> {
  const certificate = await makeCertificate(Object.keys(answers))
  const upstreams = new Map<string, Upstream>()
  for (const [host, answer] of Object.entries(answers)) upstreams.set(host, await startUpstream(answer, certificate))
  const outbound = openOutbound({
    ...options,
    ca: certificate.cert,
    resolveHost: async () => [],
    connectTo: Object.fromEntries([...upstreams].map(([host, { port }]) => [`${host}:443`, { address: '127.0.0.1', port }])),
  })
  return {
    outbound,
    of: (host) => {
      const upstream = upstreams.get(host)
      if (!upstream) throw new Error(`There is no ${host} here.`)
      return upstream
    },
    [Symbol.asyncDispose]: async () => {
      await outbound.close()
      for (const upstream of upstreams.values()) await upstream[Symbol.asyncDispose]()
    },
  }
}
