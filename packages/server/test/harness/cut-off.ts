import { type Outbound } from '../../src/outbound/open-outbound.js'
import { OutboundError } from '../../src/outbound/outbound-error.js'
import type { TestRegistryOptions } from './start-test-registry.js'

const refuse: Outbound['stream'] = async ({ url }) => {
  throw new OutboundError({ kind: 'unreachable', host: new URL(url).host, reason: 'ENETUNREACH' })
}

/** A registry that reaches nobody: neither other hosts nor name servers. */
export const CUT_OFF: TestRegistryOptions = {
  outbound: {
    fetch: (request) => refuse(request, () => Promise.reject(new Error())),
    stream: refuse,
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  },
  env: {
    // Nothing listens on the first port.
    MCP_REGISTRY_DNS_SERVERS: '127.0.0.1:1',
    MCP_REGISTRY_DNS_TIMEOUT_MS: '100',
  },
}

/** The operations that ask other hosts, so that 503 is their answer when these cannot be reached. */
export const ASKS_OTHERS: ReadonlySet<string> = new Set([
  'exchangeGithubAccessToken',
  'exchangeGithubOidcToken',
  'exchangeOidcToken',
  'exchangeDnsProof',
  'exchangeHttpProof',
])
