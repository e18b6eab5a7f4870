import { buildApp, openOutbound, openServices, openStore, readConfig, type Store } from '@mcp-registry/server'
import type { ProofCell, ProofWorld } from './proof-rows.js'
import { type DomainKey, newDomainKey } from './upstreams/domain-key.js'
import { makeCertificate } from './upstreams/make-certificate.js'
import { startActionsIssuer } from './upstreams/start-actions-issuer.js'
import { startDnsServer, type TxtAnswer } from './upstreams/start-dns-server.js'
import { startGithub } from './upstreams/start-github.js'
import { startOidcIssuer } from './upstreams/start-oidc-issuer.js'
import type { Scenario } from './upstreams/start-package-registries.js'
import { type Answer, answerEndlessly, answerWith, hang, startUpstream } from './upstreams/start-upstream.js'

const DOMAIN = 'example.com'
const PUBLIC_URL = 'https://registry.test'
// Loopback responds immediately, so only a hanging service takes this long.
const TIMEOUT_MS = '2000'

/** The fault of an HTTP service during an exchange, by scenario. */
const FAULTS: Partial<Record<Scenario, Answer>> = {
  throttled: answerWith(429, 'slow down', { 'retry-after': '7' }),
  broken: answerWith(500, '<h1>internal details</h1>', { 'content-type': 'text/html' }),
  hanging: hang,
  oversized: answerEndlessly(100 * 1024 ** 2),
}

const METHODS = ['dns', 'http', 'github-at', 'github-oidc', 'oidc'] as const
type Method = (typeof METHODS)[number]

/** The rows start their own registries. */
interface IdentityProofs extends ProofWorld {
  readonly rows: readonly { readonly name: string; show(scenario: Scenario): Promise<ProofCell> }[]
}

/** Exchanges a proof for a token, with each method. Each scenario has its own registry, since issuer keys are cached. */
export async function openIdentityProofs(): Promise<IdentityProofs> {
  const store = await openStore({ kind: 'embedded', dataDir: 'memory' })
  await store.migrate()
  const worlds = new Map<Scenario, Promise<IdentityWorld>>()
  const worldOf = (scenario: Scenario) => {
    const world = worlds.get(scenario) ?? openFixture(store, scenario)
    worlds.set(scenario, world)
    return world
  }
  return {
    env: {},
    rows: METHODS.map((method) => ({
      name: `auth/${method}`,
      show: async (scenario: Scenario) => (await worldOf(scenario)).exchange(method),
    })),
    async [Symbol.asyncDispose]() {
      for (const world of worlds.values()) await (await world)[Symbol.asyncDispose]()
      await store.close()
    },
  }
}

interface IdentityWorld extends AsyncDisposable {
  exchange(method: Method): Promise<ProofCell>
}

async function openFixture(store: Store, scenario: Scenario): Promise<IdentityWorld> {
  const opened: AsyncDisposable[] = []
  const use = <T extends AsyncDisposable>(resource: T): T => {
    opened.unshift(resource)
    return resource
  }
  const key = newDomainKey()
  const published = scenario === 'wrong' ? newDomainKey() : key
  const fault = FAULTS[scenario]
  const certificate = await makeCertificate([DOMAIN])
  const dns = use(await startDnsServer())
  dns.setTxt(DOMAIN, toTxt(scenario, published))
  const website = scenario === 'missing' ? answerWith(404) : answerWith(200, published.record)
  const site = use(await startUpstream(fault ?? website, certificate))
  const github = use(await startGithub())
  github.setAccount('good', { login: 'alice', id: 1001, scopes: ['read:org'] })
  github.setFault('/user', fault)
  const actions = use(await startActionsIssuer())
  actions.setFault(fault)
  const issuer = use(await startOidcIssuer())
  const silent = use(await startUpstream(fault ?? hang))
  const outbound = use(
    openOutbound({ ca: certificate.cert, connectTo: { [`${DOMAIN}:443`]: { address: '127.0.0.1', port: site.port } } }),
  )

  const config = readConfig({
    MCP_REGISTRY_LOG_LEVEL: 'silent',
    MCP_REGISTRY_PUBLIC_URL: PUBLIC_URL,
    MCP_REGISTRY_JWT_PRIVATE_KEY: '0b'.repeat(32),
    MCP_REGISTRY_DNS_SERVERS: dns.address,
    MCP_REGISTRY_DNS_TIMEOUT_MS: TIMEOUT_MS,
    MCP_REGISTRY_IDENTITY_TIMEOUT_MS: TIMEOUT_MS,
    MCP_REGISTRY_GITHUB_API_URL: github.origin,
    MCP_REGISTRY_GITHUB_OIDC_ISSUER: actions.origin,
    MCP_REGISTRY_OIDC_ENABLED: 'true',
    MCP_REGISTRY_OIDC_ISSUER: fault ? silent.origin : issuer.issuer,
    MCP_REGISTRY_OIDC_CLIENT_ID: 'registry',
    MCP_REGISTRY_OIDC_PUBLISH_PERMISSIONS: 'com.example/*',
  })
  if (!config.ok) throw new Error(config.errors.join('\n'))
  const services = await openServices(config.value, { store, outbound })
  const app = await buildApp(services)

  const now = Math.floor(Date.now() / 1000)
  const idToken = (aud: string) => actions.issue({ aud, iat: now, nbf: now - 60, exp: now + 300 })
  const bodies: Record<Method, () => Promise<object>> = {
    dns: async () => key.prove(DOMAIN, new Date()),
    // Differs from the timestamp above, since a signed timestamp is accepted only once.
    http: async () => key.prove(DOMAIN, new Date(Date.now() + 1000)),
    'github-at': async () => ({ github_token: byProof(scenario, 'good', 'unknown') }),
    'github-oidc': async () => ({
      oidc_token: byProof(scenario, await idToken(PUBLIC_URL), await idToken('https://other.test')),
    }),
    oidc: async () => ({
      oidc_token: byProof(scenario, await issuer.login('bob', 'registry'), await issuer.login('bob', 'other')),
    }),
  }
  return {
    async exchange(method) {
      const response = await app.inject({ method: 'POST', url: `/v0.1/auth/${method}`, payload: await bodies[method]() })
      const body: { code?: string } = response.json()
      return { status: response.statusCode, code: body.code ?? '' }
    },
    async [Symbol.asyncDispose]() {
      await app.close()
      await services.close()
      for (const resource of opened) await resource[Symbol.asyncDispose]()
    },
  }
}

// A faulty service receives the valid proof, which must also be rejected.
function byProof(scenario: Scenario, right: string, wrong: string): string {
  if (scenario === 'missing') return ''
  return scenario === 'wrong' ? wrong : right
}

function toTxt(scenario: Scenario, { record }: DomainKey): TxtAnswer {
  switch (scenario) {
    case 'right':
    case 'wrong':
      return [[record]]
    case 'missing':
      return []
    case 'throttled':
      return 'refused'
    case 'broken':
      return 'servfail'
    case 'hanging':
      return 'silent'
    case 'oversized':
      return [[record, ...Array.from({ length: 200 }, () => 'A'.repeat(255))]]
  }
}
