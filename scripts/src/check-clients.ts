// Lets clients that others have written use a registry on loopback. They come from the npm registry and PyPI, in fixed versions:
// node scripts/dist/check-clients.js
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { issueToken, startRegistry } from '@mcp-registry/testkit/start-registry'
import { startVerdaccio, type Verdaccio } from '@mcp-registry/testkit/upstreams/start-verdaccio'
import { checkAddMcp } from './clients/check-add-mcp.js'
import { checkMcpLookup } from './clients/check-mcp-lookup.js'
import { checkSdkClient } from './clients/check-sdk-client.js'
import { hasPip } from './clients/install-client.js'
import { NAMESAKE, PACKAGE, REMOTE, toPackageDocument } from './clients/documents.js'
import { ToolError } from './packages/run-tool.js'

const folder = await mkdtemp(join(tmpdir(), 'check-clients-'))
try {
  await using npm = await startVerdaccio()
  await publishPackage(npm)
  await using registry = await startRegistry({
    storage: ['--data-dir', 'memory'],
    env: { MCP_REGISTRY_ENABLE_REGISTRY_VALIDATION: 'true', MCP_REGISTRY_NPM_BASE_URL: npm.url },
  })
  for (const document of [REMOTE, NAMESAKE, toPackageDocument(npm.url)]) await publish(registry.url, document)
  console.log(await checkAddMcp(registry.url, join(folder, 'add-mcp')))
  if (await hasPip(folder)) console.log(await checkMcpLookup(registry.url, join(folder, 'mcp-lookup')))
  else console.log('python3 with pip is not on this machine, so mcp-lookup was not tried')
  console.log(await checkSdkClient(registry.url, folder))
} catch (error) {
  if (!(error instanceof ToolError)) throw error
  console.error(error.message)
  process.exitCode = 1
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** Publishes the package, whose program is the server of this build: npx has no dependencies of it to fetch. */
async function publishPackage(npm: Verdaccio): Promise<void> {
  const own = join(folder, 'package')
  await mkdir(own)
  await writeFile(join(own, 'package.json'), JSON.stringify({ ...PACKAGE, type: 'module', bin: 'tides.js' }))
  const server = new URL('clients/tides-server.js', import.meta.url)
  await writeFile(join(own, 'tides.js'), `#!/usr/bin/env node\nimport ${JSON.stringify(server)}\n`)
  await npm.publishFolder(own)
}

async function publish(registryUrl: string, document: object): Promise<void> {
  const headers = { authorization: `Bearer ${await issueToken()}`, 'content-type': 'application/json' }
  const response = await fetch(`${registryUrl}/v0.1/publish`, { method: 'POST', headers, body: JSON.stringify(document) })
  if (!response.ok) throw new ToolError(`The registry refuses a document: ${await response.text()}`)
}
