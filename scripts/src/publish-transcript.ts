// Runs the code blocks of docs/publishing.md against a registry and real services on loopback, and prints their output.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApp, openOutbound, openServices, readConfig } from '@mcp-registry/server'
import { startActionsIssuer } from '@mcp-registry/testkit/upstreams/start-actions-issuer'
import { startDnsServer } from '@mcp-registry/testkit/upstreams/start-dns-server'
import { startVerdaccio } from '@mcp-registry/testkit/upstreams/start-verdaccio'

const REGISTRY = 'http://registry.example'

const PACKAGES = [
  { name: 'weather-of-example', version: '1.0.0', mcpName: 'com.example/weather' },
  { name: 'weather-of-example', version: '1.0.1', mcpName: 'com.example/weather' },
  { name: '@alice/weather', version: '1.0.0', mcpName: 'io.github.alice/weather' },
]

const folder = await mkdtemp(join(tmpdir(), 'publish-transcript-'))
try {
  await run()
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function run(): Promise<void> {
  await using dns = await startDnsServer()
  await using actions = await startActionsIssuer()
  await using npm = await startVerdaccio()
  for (const manifest of PACKAGES) await npm.publish(manifest)
  const config = readConfig({
    MCP_REGISTRY_DATA_DIR: 'memory',
    MCP_REGISTRY_LOG_LEVEL: 'silent',
    MCP_REGISTRY_PUBLIC_URL: REGISTRY,
    MCP_REGISTRY_JWT_PRIVATE_KEY: '0b'.repeat(32),
    MCP_REGISTRY_DNS_SERVERS: dns.address,
    MCP_REGISTRY_GITHUB_OIDC_ISSUER: actions.origin,
    MCP_REGISTRY_NPM_BASE_URL: npm.url,
  })
  if (!config.ok) throw new Error(config.errors.join('\n'))
  // The diagnosis requests the website of example.com, which does not exist here.
  await using outbound = openOutbound({ resolveHost: async () => [] })
  const services = await openServices(config.value, { outbound })
  await services.store.migrate()
  const app = await buildApp(services)
  try {
    const address = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
    await writeFile(join(folder, '.curlrc'), `connect-to = "registry.example:80:${address.host}"\n`)
    for (const block of await readBlocks()) {
      console.log(block.trimEnd().replaceAll(/^/gm, '$ '))
      console.log(`${await runBlock(block, actions.origin)}\n`)
      const record = await readFile(join(folder, 'record.txt'), 'utf8').catch(() => '')
      if (record !== '') dns.setTxt('example.com', [[record.trim()]])
    }
  } finally {
    await app.close()
    await services.close()
  }
}

async function readBlocks(): Promise<readonly string[]> {
  const text = await readFile(new URL('../../docs/publishing.md', import.meta.url), 'utf8')
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block)
}

/** Returns the output of a block; a failed command or a rejection by the registry fails the transcript. */
async function runBlock(block: string, actions: string): Promise<string> {
  const child = spawn('bash', ['-euo', 'pipefail', '-c', block], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      REGISTRY,
      HOME: folder,
      ACTIONS_ID_TOKEN_REQUEST_URL: `${actions}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-the-job',
    },
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  const [code] = await once(child, 'close')
  if (code !== 0 || /"retryable":/.test(output)) throw new Error(`This block failed with ${String(code)}:\n${block}\n${output}`)
  return output.trimEnd()
}
