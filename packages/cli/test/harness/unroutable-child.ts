import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PUBLIC_BASE_URLS } from '@mcp-registry/contract'
import { newDomainKey } from '@mcp-registry/testkit/upstreams/domain-key'
import { makeCertificate } from '@mcp-registry/testkit/upstreams/make-certificate'
import { startProcess } from '@mcp-registry/testkit/upstreams/run-process'
import { startDnsServer } from '@mcp-registry/testkit/upstreams/start-dns-server'
import { serverJson } from '@mcp-registry/testkit/server-json'

// Runs the registry in a network without a route, has it check proofs of hosts that it cannot reach, and prints every response as a
// line of JSON. Its argument is the program to run.

const NPM_HOST = new URL(PUBLIC_BASE_URLS.npm[0] ?? '').host
const REACHABLE = '93.184.216.34'
const UNREACHABLE_V4 = '1.1.1.1'
const UNREACHABLE_V6 = ['2606:4700::1111', '2606:4700::1001'] as const

const HOSTS: Readonly<Record<string, readonly string[]>> = {
  'v6.example': [UNREACHABLE_V6[0]],
  'v6-twice.example': UNREACHABLE_V6,
  'v4.example': [UNREACHABLE_V4],
  'both.example': [UNREACHABLE_V4, ...UNREACHABLE_V6],
  'reachable.example': [...UNREACHABLE_V6, REACHABLE],
  [NPM_HOST]: [UNREACHABLE_V6[0]],
}

await using dns = await startDnsServer(53)
for (const [host, addresses] of Object.entries(HOSTS)) dns.setAddresses(host, addresses)
execFileSync('ip', ['address', 'add', `${REACHABLE}/32`, 'dev', 'lo'])
const key = newDomainKey()
const certificate = await makeCertificate(['reachable.example'])
const site = createServer(certificate, (_request, response) => void response.end(key.record)).listen(443, REACHABLE)
await once(site, 'listening')

const folder = await mkdtemp(join(tmpdir(), 'registry-unroutable-'))
await writeFile(join(folder, 'ca.pem'), certificate.cert)
const registry = await startProcess(process.execPath, [process.argv[2] ?? '', 'serve'], /The registry is at (\S+),/, {
  env: {
    MCP_REGISTRY_SERVER_ADDRESS: '127.0.0.1:0',
    MCP_REGISTRY_DATA_DIR: join(folder, 'data'),
    NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
  },
})
const url = registry.ready[1] ?? ''

const requests: Readonly<Record<string, () => Promise<Response>>> = {
  ...Object.fromEntries(Object.keys(HOSTS).map((host) => [host, () => prove(host)])),
  [NPM_HOST]: publish,
  ping: () => fetch(`${url}/v0.1/ping`),
}
for (const [what, send] of Object.entries(requests)) {
  const response = await send()
  const { code, retryable } = (await response.json()) as { code?: string; retryable?: boolean }
  process.stdout.write(`${JSON.stringify({ what, status: response.status, code, retryable })}\n`)
}

await registry[Symbol.asyncDispose]()
site.close()
await rm(folder, { recursive: true })

function prove(domain: string): Promise<Response> {
  return post('/v0.1/auth/http', key.prove(domain, new Date()))
}

async function publish(): Promise<Response> {
  const { registry_token: token } = (await (await prove('reachable.example')).json()) as { registry_token: string }
  const packages = [{ registryType: 'npm', identifier: 'weather', version: '1.0.0', transport: { type: 'stdio' as const } }]
  return post('/v0.1/publish', serverJson({ name: 'example.reachable/weather', packages }), { authorization: `Bearer ${token}` })
}

function post(path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}
