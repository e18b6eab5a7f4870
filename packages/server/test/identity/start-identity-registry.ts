import type { Publisher } from '../../src/identity/publisher.js'
import { openOutbound } from '../../src/outbound/open-outbound.js'
import type { ResolveHost } from '../../src/outbound/resolve-host.js'
import { fakeClock, type FakeClock } from '../harness/fake-clock.js'
import { startTestRegistry, type TestRegistry, type TestRegistryOptions } from '../harness/start-test-registry.js'
import { makeCertificate } from '@mcp-registry/testkit/upstreams/make-certificate'
import { type ActionsIssuer, startActionsIssuer } from '@mcp-registry/testkit/upstreams/start-actions-issuer'
import { type DnsServer, startDnsServer } from '@mcp-registry/testkit/upstreams/start-dns-server'
import { type Github, startGithub } from '@mcp-registry/testkit/upstreams/start-github'
import { type Answer, startUpstream, type Upstream } from '@mcp-registry/testkit/upstreams/start-upstream'

export interface IdentityRegistry extends TestRegistry {
  readonly clock: FakeClock
  readonly dns: DnsServer
  readonly github: Github
  readonly actions: ActionsIssuer
  /** The web server of `example.com`. */
  readonly site: Upstream
  setSite(answer: Answer): void
  exchange(method: string, body: object): Promise<{ status: number; body: Record<string, unknown> }>
  /** Exchanges a proof that must be good and returns who the token says one is. */
  login(method: string, body: object): Promise<Publisher>
}

export interface IdentityRegistryOptions extends Pick<TestRegistryOptions, 'env' | 'log'> {
  /** Where hosts without a server of ours are; none by default. */
  readonly resolveHost?: ResolveHost
}

// Loopback answers quickly, so that only an absent answer takes this long.
const DNS_TIMEOUT_MS = 1000

/** A registry among the services that vouch for publishers, all of them on loopback. Use it with `await using`. */
export async function startIdentityRegistry(options: IdentityRegistryOptions = {}): Promise<IdentityRegistry> {
  const opened: AsyncDisposable[] = []
  const use = <T extends AsyncDisposable>(resource: T): T => {
    opened.unshift(resource)
    return resource
  }
  const clock = fakeClock(new Date().toISOString())
  const dns = use(await startDnsServer())
  const github = use(await startGithub())
  const actions = use(await startActionsIssuer())
  const certificate = await makeCertificate(['example.com', 'alice.github.io'])
  let answerSite: Answer = (_request, response) => void response.writeHead(404).end()
  const site = use(await startUpstream((request, response) => answerSite(request, response), certificate))
  const onSite = { address: '127.0.0.1', port: site.port }
  const outbound = use(
    openOutbound({
      ca: certificate.cert,
      resolveHost: options.resolveHost ?? (async () => []),
      connectTo: { 'example.com:443': onSite, 'alice.github.io:443': onSite },
    }),
  )
  const registry = use(
    await startTestRegistry({
      clock,
      outbound,
      ...(options.log && { log: options.log }),
      env: {
        MCP_REGISTRY_GITHUB_API_URL: github.origin,
        MCP_REGISTRY_GITHUB_OIDC_ISSUER: actions.origin,
        MCP_REGISTRY_DNS_SERVERS: dns.address,
        MCP_REGISTRY_DNS_TIMEOUT_MS: String(DNS_TIMEOUT_MS),
        ...options.env,
      },
    }),
  )
  const exchange: IdentityRegistry['exchange'] = async (method, body) => {
    const response = await registry.inject({ method: 'POST', url: `/v0.1/auth/${method}`, payload: body })
    return { status: response.statusCode, body: response.json() }
  }
  return {
    ...registry,
    clock,
    dns,
    github,
    actions,
    site,
    setSite: (answer) => void (answerSite = answer),
    exchange,
    async login(method, body) {
      const answer = await exchange(method, body)
      if (answer.status !== 200) throw new Error(`${method} was refused: ${JSON.stringify(answer.body)}`)
      return registry.services.tokens.verify(String(answer.body['registry_token']))
    },
    async [Symbol.asyncDispose]() {
      for (const resource of opened) await resource[Symbol.asyncDispose]()
    },
  }
}

/** What the token lets publish. */
export function resourcesOf({ permissions }: Publisher): readonly string[] {
  return permissions.filter(({ action }) => action === 'publish').map(({ resource }) => resource)
}
