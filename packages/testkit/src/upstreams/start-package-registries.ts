import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Package, PackageType } from '@mcp-registry/contract'
import { answerJson, answerWith, hang, type PlainAnswer, startUpstream, type Upstream } from './start-upstream.js'

/** The behaviour of a package lookup, by scenario. */
export const SCENARIOS = ['right', 'wrong', 'missing', 'throttled', 'broken', 'hanging', 'oversized'] as const
export type Scenario = (typeof SCENARIOS)[number]

/** Emulates the package registries of every type on one loopback server. */
export interface PackageRegistries extends AsyncDisposable {
  readonly upstream: Upstream
  /** Configures a registry to look up packages on this server. */
  readonly env: Readonly<Record<string, string>>
  /** A package that triggers the scenario if `serverName` claims it. */
  toPackage(type: PackageType, scenario: Scenario): Package
}

export const OWNER = 'alice'
const VERSION = '1.2.3'
const OTHER_NAME = 'io.github.mallory/weather'
const FILE = Buffer.concat([Buffer.from([0x50, 0x4b, 0x03, 0x04]), Buffer.alloc(1000, 'z')])

export async function startPackageRegistries(serverName: string): Promise<PackageRegistries> {
  let origin = ''
  const upstream = await startUpstream((request, response) => answer(request, response, origin, serverName))
  origin = upstream.origin
  return {
    upstream,
    env: {
      MCP_REGISTRY_NPM_BASE_URL: `${origin}/npm`,
      MCP_REGISTRY_PYPI_BASE_URL: origin,
      MCP_REGISTRY_NUGET_BASE_URL: `${origin}/nuget/index.json`,
      MCP_REGISTRY_CARGO_BASE_URL: `${origin}/cargo`,
      MCP_REGISTRY_GO_BASE_URL: `${origin}/go`,
      MCP_REGISTRY_OCI_HOSTS: origin,
      MCP_REGISTRY_MCPB_HOSTS: origin,
    },
    toPackage: (registryType, scenario) => ({
      registryType,
      transport: { type: 'stdio' },
      ...toFields(registryType, scenario, upstream),
    }),
    [Symbol.asyncDispose]: () => upstream[Symbol.asyncDispose](),
  }
}

function toFields(
  type: PackageType,
  scenario: Scenario,
  { origin }: Upstream,
): Pick<Package, 'identifier' | 'version' | 'fileSha256'> {
  switch (type) {
    case 'npm':
      return { identifier: `@${OWNER}/${scenario}`, version: VERSION }
    case 'pypi':
    case 'nuget':
    case 'cargo':
      return { identifier: `${OWNER}-${scenario}`, version: VERSION }
    case 'go':
      return { identifier: `github.com/${scenario === 'wrong' ? 'mallory' : OWNER}/${scenario}`, version: `v${VERSION}` }
    case 'oci':
      return { identifier: `${new URL(origin).host}/${OWNER}/${scenario}:${VERSION}` }
    case 'mcpb':
      return {
        identifier: `${origin}/${OWNER}/mcp-${scenario}/releases/download/v1/weather.mcpb`,
        fileSha256: scenario === 'wrong' ? '0'.repeat(64) : sha256(FILE),
      }
  }
}

function answer(request: IncomingMessage, response: ServerResponse, origin: string, serverName: string): void {
  const url = decodeURIComponent(request.url ?? '/')
  const scenario = SCENARIOS.find((known) => url.includes(known))
  const fault = scenario && FAULTS[scenario]
  if (fault) return fault(request, response)
  const declared = scenario === 'right' ? serverName : scenario === 'wrong' ? OTHER_NAME : undefined
  const found = ROUTES.find(([pattern]) => pattern.test(url))
  const route = found?.[1] ?? (() => answerJson({ error: 'Not found' }, 404))
  return route({ url, declared, scenario, origin })(request, response)
}

const FAULTS: Readonly<Partial<Record<Scenario, PlainAnswer>>> = {
  throttled: answerWith(429, 'slow down', { 'retry-after': '7' }),
  broken: answerWith(500, '<h1>internal details</h1>', { 'content-type': 'text/html' }),
  hanging: hang,
  oversized: (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(100 * 1024 ** 3) })
    response.write('{"')
  },
}

interface Lookup {
  readonly url: string
  /** The server name that the package declares. */
  readonly declared: string | undefined
  readonly scenario: Scenario | undefined
  readonly origin: string
}

const ROUTES: readonly (readonly [RegExp, (lookup: Lookup) => PlainAnswer])[] = [
  [/^\/npm\//, ({ declared }) => answerJson({ name: 'weather', version: VERSION, ...(declared && { mcpName: declared }) })],
  [/^\/pypi\//, ({ declared }) => answerJson({ info: { description: toReadme(declared) } })],
  [/^\/nuget\/index\.json$/, ({ origin }) => answerJson(toServiceIndex(origin))],
  [/^\/nuget\/flat\/[^/]+\/index\.json$/, () => answerJson({ versions: [VERSION] })],
  [/^\/nuget\/flat\/.*\/readme$/, ({ declared }) => (declared ? answerWith(200, toReadme(declared)) : answerWith(404))],
  [/^\/cargo\/.*\/readme$/, ({ url, origin }) => answerJson({ url: `${origin}/static${url}` })],
  [/^\/static\//, ({ declared }) => (declared ? answerWith(200, `<p>mcp-name: ${declared}</p>`) : answerWith(403))],
  [/^\/cargo\//, () => answerJson({ version: { num: VERSION } })],
  [
    /^\/go\/.*\/@v\/.*\.info$/,
    ({ scenario }) => (scenario === 'missing' ? answerWith(404, 'not found') : answerJson({ Version: `v${VERSION}` })),
  ],
  [/^\/token\?/, () => answerJson({ token: 'anonymous' })],
  [/^\/v2\//, answerImage],
  [/\/releases\/download\//, ({ scenario }) => (scenario === 'missing' ? answerWith(404) : answerWith(200, FILE))],
]

function toReadme(declared: string | undefined): string {
  return `# Weather\n\n${declared === undefined ? '' : `<!-- mcp-name: ${declared} -->\n`}A server.\n`
}

function toServiceIndex(origin: string): unknown {
  return {
    version: '3.0.0',
    resources: [
      { '@id': `${origin}/nuget/flat/`, '@type': 'PackageBaseAddress/3.0.0' },
      { '@id': `${origin}/nuget/flat/{lower_id}/{lower_version}/readme`, '@type': 'ReadmeUriTemplate/6.13.0' },
    ],
  }
}

// Implements the token flow of public registries: the first request is answered with a 401 that points to the token endpoint.
function answerImage({ url, declared, origin }: Lookup): PlainAnswer {
  const config = JSON.stringify({ config: { Labels: declared ? { 'io.modelcontextprotocol.server.name': declared } : null } })
  const manifest = { schemaVersion: 2, config: { digest: `sha256:${sha256(config)}`, size: config.length } }
  const type = { 'content-type': 'application/vnd.oci.image.manifest.v1+json' }
  return (request, response) => {
    if (request.headers.authorization !== 'Bearer anonymous')
      return answerWith(401, '{}', { 'www-authenticate': `Bearer realm="${origin}/token",service="images"` })(request, response)
    if (url.includes('/blobs/')) return answerWith(200, config)(request, response)
    return answerWith(200, JSON.stringify(manifest), type)(request, response)
  }
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
