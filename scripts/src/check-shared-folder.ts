// Runs rounds of two containers (process namespaces) that serve the same data directory with the shipped command. The second container must
// be rejected, and everything that the first one acknowledged before it is killed must be present for the third.
// node scripts/dist/check-shared-folder.js [rounds]
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { CURRENT_SCHEMA_DATE, toSchemaUrl } from '@mcp-registry/contract'
import { findFreePort } from '@mcp-registry/testkit/find-free-port'

const CONTAINER = ['--pid', '--fork', '--kill-child', '--mount-proc']
const START_TIMEOUT_MS = 120_000
const PUBLISHERS = 8
// The second container starts after this number of acknowledged publications.
const WARM_UP = 20

const rounds = Number(process.argv[2] ?? 20)
let lost = 0
let notRefused = 0
console.log('| round | second container | acknowledged | lost | third serves after |')
console.log('| ---: | --- | ---: | ---: | ---: |')
for (let round = 1; round <= rounds; round++) console.log(await runRound(round))
console.log(`\n${lost} acknowledged publications lost, ${notRefused} of ${rounds} second containers not refused`)
if (lost > 0 || notRefused > 0) process.exit(1)

async function runRound(round: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'shared-folder-'))
  const children: ChildProcess[] = []
  const start = async () => {
    const server = await serve(folder)
    children.push(server.child)
    return server
  }
  try {
    const first = await start()
    await untilReady(first.url)
    const acknowledged: string[] = []
    const isOver = { value: false }
    const publishing = Promise.all(
      Array.from({ length: PUBLISHERS }, (_, publisher) => publishUntil(isOver, first.url, publisher, acknowledged)),
    )
    const untilWarm = async () => {
      while (acknowledged.length < WARM_UP) await setTimeout(20)
    }
    // Before the kill, publishing ends only if it fails.
    await Promise.race([untilWarm(), publishing])

    const second = await start()
    const [code] = (await once(second.child, 'exit')) as [number | null]
    const message = (await second.errors).trim()
    const isRefused = code === 1 && /^error: The data folder .* is in use by process \d+ of another container/.test(message)
    if (!isRefused) notRefused++

    isOver.value = true
    first.child.kill('SIGKILL')
    await once(first.child, 'exit')
    await publishing

    const started = performance.now()
    const third = await start()
    await untilReady(third.url)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    const kept = new Set(await listVersions(third.url))
    const missing = acknowledged.filter((version) => !kept.has(version)).length
    lost += missing
    third.child.kill('SIGKILL')
    await once(third.child, 'exit')
    return `| ${round} | ${isRefused ? 'refused' : `NOT refused: ${message}`} | ${acknowledged.length} | ${missing} | ${seconds} s |`
  } finally {
    for (const child of children) child.kill('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  }
}

async function serve(folder: string) {
  const port = await findFreePort()
  const command = ['packages/cli/bin/mcp-registry.js', 'serve', '--data-dir', folder, '--address', `127.0.0.1:${port}`]
  const child = spawn('unshare', [...CONTAINER, process.execPath, ...command], {
    env: {
      ...process.env,
      MCP_REGISTRY_ENABLE_ANONYMOUS_AUTH: 'true',
      MCP_REGISTRY_RATE_LIMIT_PUBLISH: '0',
      MCP_REGISTRY_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  return { child, url: `http://127.0.0.1:${port}`, errors: text(child.stderr) }
}

async function untilReady(url: string): Promise<void> {
  const started = performance.now()
  for (;;) {
    if (
      await fetch(`${url}/v0.1/health`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return
    if (performance.now() - started > START_TIMEOUT_MS) throw new Error('the registry does not answer')
    await setTimeout(50)
  }
}

async function publishUntil(
  isOver: { readonly value: boolean },
  url: string,
  publisher: number,
  acknowledged: string[],
): Promise<void> {
  try {
    const login = await fetch(`${url}/v0.1/auth/none`, { method: 'POST' })
    const { registry_token: token } = (await login.json()) as { registry_token: string }
    for (let nth = 0; !isOver.value; nth++) {
      const version = `${publisher}.${nth}.0`
      const response = await fetch(`${url}/v0.1/publish`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          $schema: toSchemaUrl(CURRENT_SCHEMA_DATE),
          name: `io.modelcontextprotocol.anonymous/s${publisher}`,
          description: 'Forecasts and warnings for any place on earth.',
          version,
        }),
      })
      if (!response.ok) throw new Error(`publishing answered ${response.status}: ${await response.text()}`)
      acknowledged.push(version)
    }
  } catch (error) {
    // Only the kill may interrupt a request.
    if (!isOver.value || !(error instanceof TypeError)) throw error
  }
}

async function listVersions(url: string): Promise<string[]> {
  const versions: string[] = []
  for (let cursor = ''; ;) {
    const response = await fetch(`${url}/v0.1/servers?limit=100${cursor && `&cursor=${cursor}`}`)
    const { servers, metadata } = (await response.json()) as {
      servers: { server: { version: string } }[]
      metadata: { nextCursor?: string }
    }
    versions.push(...servers.map(({ server }) => server.version))
    if (metadata.nextCursor === undefined) return versions
    cursor = metadata.nextCursor
  }
}
