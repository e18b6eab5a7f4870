// Records what the official command-line publisher sends, against a registry and the services that vouch for publishers on loopback:
// node scripts/dist/record-official-publisher.js <path of its mcp-publisher> <its version>
import { spawn } from 'node:child_process'
import { createECDH, generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { buildApp, openOutbound, openServices, readConfig } from '@mcp-registry/server'
import { makeCertificate } from '@mcp-registry/testkit/upstreams/make-certificate'
import { startActionsIssuer } from '@mcp-registry/testkit/upstreams/start-actions-issuer'
import { startDnsServer } from '@mcp-registry/testkit/upstreams/start-dns-server'
import { startGithub } from '@mcp-registry/testkit/upstreams/start-github'
import { answerWith, startUpstream } from '@mcp-registry/testkit/upstreams/start-upstream'
import { type RecordedRequest, type RecordingProxy, startRecordingProxy } from './official-publisher/start-recording-proxy.js'
import { listSteps, type Step } from './official-publisher/steps.js'

const FIXTURE = new URL('../../fixtures/official-publisher.json', import.meta.url)
const DOMAIN = 'example.com'

const [program, version] = process.argv.slice(2)
if (program === undefined || version === undefined) {
  console.error('Usage: node scripts/dist/record-official-publisher.js <path of its mcp-publisher> <its version>')
  process.exit(2)
}

const folder = await mkdtemp(join(tmpdir(), 'record-official-publisher-'))
try {
  await record(resolve(program), version)
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function record(path: string, client: string): Promise<void> {
  const keys = { dns: newEd25519Key(), http: newP384Key() }
  await using dns = await startDnsServer()
  dns.setTxt(DOMAIN, [[keys.dns.record]])
  await using github = await startGithub()
  github.setAccount('token-of-alice', { login: 'alice', id: 1001 })
  await using actions = await startActionsIssuer()
  const certificate = await makeCertificate([DOMAIN])
  await using site = await startUpstream(answerWith(200, keys.http.record), certificate)
  await using proxy = await startRecordingProxy()
  const config = readConfig({
    MCP_REGISTRY_DATA_DIR: 'memory',
    MCP_REGISTRY_LOG_LEVEL: 'silent',
    MCP_REGISTRY_PUBLIC_URL: proxy.origin,
    MCP_REGISTRY_JWT_PRIVATE_KEY: '0b'.repeat(32),
    MCP_REGISTRY_ENABLE_ANONYMOUS_AUTH: 'true',
    MCP_REGISTRY_ENABLE_REGISTRY_VALIDATION: 'false',
    MCP_REGISTRY_GITHUB_CLIENT_ID: 'Iv1.ofthisregistry',
    MCP_REGISTRY_GITHUB_API_URL: github.origin,
    MCP_REGISTRY_GITHUB_OIDC_ISSUER: actions.origin,
    MCP_REGISTRY_DNS_SERVERS: dns.address,
  })
  if (!config.ok) throw new Error(config.errors.join('\n'))
  await using outbound = openOutbound({
    ca: certificate.cert,
    resolveHost: async () => [],
    connectTo: { [`${DOMAIN}:443`]: { address: '127.0.0.1', port: site.port } },
  })
  const services = await openServices(config.value, { outbound })
  await services.store.migrate()
  const app = await buildApp(services)
  try {
    proxy.forwardTo(await app.listen({ host: '127.0.0.1', port: 0 }))
    const requests: object[] = []
    for (const step of listSteps({ ed25519: keys.dns.secret, p384: keys.http.secret })) {
      await run(path, step, { proxy, actions: actions.origin })
      requests.push(...proxy.take().map((request) => toEntry(step, request)))
    }
    const fixture = { client, domain: { name: DOMAIN, dns: keys.dns.record, http: keys.http.record }, requests }
    await writeFile(FIXTURE, `${JSON.stringify(fixture, null, 2)}\n`)
    console.log(`${requests.length} requests written to ${FIXTURE.pathname}`)
  } finally {
    await app.close()
    await services.close()
  }
}

/** Runs one command and prints what it prints. */
async function run(path: string, { argv, document, fails }: Step, places: { proxy: RecordingProxy; actions: string }) {
  if (document) await writeFile(join(folder, 'server.json'), JSON.stringify(document, null, 2))
  const all = [...argv, ...(argv[0] === 'login' ? ['--registry', places.proxy.origin] : [])]
  console.log(`\n$ mcp-publisher ${all.join(' ')}`)
  const child = spawn(path, all, {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      HOME: folder,
      // Loopback is exempt from proxies, everything else is not to be reached.
      HTTPS_PROXY: 'http://127.0.0.1:9',
      ACTIONS_ID_TOKEN_REQUEST_URL: `${places.actions}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-the-job',
    },
  })
  const [code] = await once(child, 'close')
  if ((code !== 0) !== (fails ?? false)) throw new Error(`mcp-publisher ${all.join(' ')} ended with ${String(code)}.`)
}

/** A request of the fixture: what differs between two recordings is replaced by a name in braces. */
function toEntry({ argv }: Step, { method, path, headers, body, status }: RecordedRequest): object {
  const { authorization, ...rest } = headers
  return {
    command: argv.slice(0, argv[0] === 'login' ? 2 : 1).join(' '),
    method,
    path,
    headers: { ...rest, ...(authorization !== undefined && { authorization: 'Bearer {registry_token}' }) },
    body: body.replace(/("oidc_token":)"[^"]*"/, '$1"{oidc_token}"'),
    status,
  }
}

/** A key of a domain: the record that the domain publishes, and the secret in hexadecimal. */
interface Key {
  readonly record: string
  readonly secret: string
}

function newEd25519Key(): Key {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  // Both encodings end with the 32 bytes of the key.
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
  const secret = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32)
  return { record: `v=MCPv1; k=ed25519; p=${raw.toString('base64')}`, secret: secret.toString('hex') }
}

function newP384Key(): Key {
  const key = createECDH('secp384r1')
  key.generateKeys()
  const secret = key.getPrivateKey('hex').padStart(96, '0')
  return { record: `v=MCPv1; k=ecdsap384; p=${key.getPublicKey('base64', 'compressed')}`, secret }
}
