// Runs `npm start` on a free port with an empty directory, as a new user would, then every README block that uses that registry:
// node scripts/dist/smoke.js
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { findFreePort } from '@mcp-registry/testkit/find-free-port'

const START_TIMEOUT_MS = 180_000
const port = await findFreePort()
// The README commands run here, so that the files they write stay out of the repository. npx finds its commands through the link.
const folder = await mkdtemp(join(tmpdir(), 'smoke-'))
await symlink(resolve('node_modules'), join(folder, 'node_modules'))
const url = `http://localhost:${port}`
const started = performance.now()
// Commands that administer the local registry also read its address.
const env = { ...process.env, MCP_REGISTRY_SERVER_ADDRESS: `:${port}`, MCP_REGISTRY_LOG_LEVEL: 'warn' }
const server = spawn('npm', ['start'], {
  env: { ...env, MCP_REGISTRY_DATA_DIR: join(folder, 'data'), MCP_REGISTRY_ENABLE_ANONYMOUS_AUTH: 'true' },
  stdio: ['ignore', 'inherit', 'inherit'],
  // A separate process group, so that signals reach the whole group, as Ctrl-C on a terminal does.
  detached: true,
})
const exited = once(server, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
try {
  await untilReady()
  console.log(`npm start answered after ${((performance.now() - started) / 1000).toFixed(1)} s`)
  for (const path of [
    '/v0/servers',
    '/v0.1/servers?limit=1',
    '/docs',
    '/openapi.json',
    '/openapi-3.0.json',
    '/openapi.yaml',
    '/client.schema.json',
    '/metrics',
    '/v0.1/health',
  ])
    await check(path)
  for (const commands of listReadmeCommands(await readFile('README.md', 'utf8'))) await runCommands(commands)
} finally {
  signalGroup('SIGINT')
}
const [code, signal] = await exited
await rm(folder, { recursive: true })
// If the server exits cleanly after the signal, npm itself is terminated by the signal, as shells expect.
if (code !== 0 && signal !== 'SIGINT') throw new Error(`npm start ended with ${code ?? signal} on Ctrl-C`)
console.log('npm start ended cleanly on Ctrl-C')

async function untilReady(): Promise<void> {
  for (;;) {
    const isUp = await fetch(`${url}/v0.1/servers`).then(
      (response) => response.ok,
      () => false,
    )
    if (isUp) return
    if (server.exitCode !== null) throw new Error(`npm start ended with ${server.exitCode}`)
    if (performance.now() - started > START_TIMEOUT_MS) throw new Error('npm start does not answer')
    await setTimeout(200)
  }
}

async function check(path: string): Promise<void> {
  const response = await fetch(url + path)
  if (!response.ok) throw new Error(`${path} answers ${response.status}: ${await response.text()}`)
  if (path.endsWith('/servers')) {
    const { servers } = (await response.json()) as { servers: unknown[] }
    if (servers.length < 12) throw new Error(`${path} has ${servers.length} sample servers`)
  }
}

/** The shell blocks of the README that use the registry of `npm start`, with the address replaced. */
function listReadmeCommands(markdown: string): string[] {
  return [...markdown.matchAll(/^```sh\n(.*?)^```/gms)]
    .map(([, block = '']) => block)
    .filter((block) => block.includes('localhost:8080') && !block.startsWith('npm start'))
    .map((block) => block.replaceAll('localhost:8080', `localhost:${port}`))
}

async function runCommands(commands: string): Promise<void> {
  // -f: an HTTP error fails the run.
  const script = `set -eo pipefail\ncurl() { command curl -fsS "$@"; echo; }\n${commands}`
  const shell = spawn('bash', ['-c', script], {
    cwd: folder,
    // The directory in which mcp-publisher stores its login.
    env: { ...env, HOME: folder },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [status] = (await once(shell, 'exit')) as [number | null]
  if (status !== 0) throw new Error(`A command of the README failed:\n${commands}`)
}

function signalGroup(name: NodeJS.Signals): void {
  if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid, name)
}
