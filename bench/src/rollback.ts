// Restores an earlier state of a registry under two running servers: node bench/dist/rollback.js --help
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startPostgres } from '@mcp-registry/testkit/start-postgres'
import { createTokenSource, startRegistry } from '@mcp-registry/testkit/start-registry'
import { Command } from 'commander'
import { queryPostgres } from './query-postgres.js'
import { type FollowedMirror, startMirrors } from './rollback/mirrors.js'

new Command('node bench/dist/rollback.js')
  .description(
    'Takes a registry on PostgreSQL back to an earlier state under two running servers: by a promotion without the end of the log, by pg_restore of an older dump, and by restore of an older backup. Prints after how many seconds each server and each of three mirrors shows what the database holds; ends with 1 if a server takes more than five seconds, or a mirror stays different.',
  )
  .parse()

const REGISTRY = fileURLToPath(new URL('../../packages/cli/bin/mcp-registry.js', import.meta.url))
const MAX_SERVER_SECONDS = 5
const MAX_MIRROR_SECONDS = 30
const token = createTokenSource()

const folder = await mkdtemp(join(tmpdir(), 'rollback-'))
const postgres = await startPostgres({ isDurable: true })
const url = postgres.urlOf('registry')
try {
  await queryPostgres(postgres.url, 'create database registry')
  const storage = ['--database-url', url]
  await using first = await startRegistry({ storage, cwd: folder })
  await using second = await startRegistry({ storage, cwd: folder })
  const servers = [first.url, second.url]
  for (let nth = 0; nth < 200; nth++) await publish(nth)
  await using mirrors = startMirrors(servers)
  console.log(`| after | server 1 | server 2 | ${mirrors.all.map(({ label }) => `mirror by ${label}`).join(' | ')} |`)
  console.log('| --- | --- | --- | --- | --- | --- |')
  await report('at the start', async () => {})

  const backup = await postgres.backUp()
  for (let nth = 200; nth < 260; nth++) await publish(nth)
  await setStatus(10, 'deleted')
  await waitForMirrors(mirrors.all)
  await report('promotion without the last 61 changes', () => postgres.promote(backup))
  for (let nth = 300; nth < 400; nth++) await publish(nth)
  await report('100 publications after it', async () => {})

  const dump = join(folder, 'registry.dump')
  execFileSync(join(postgres.binaries, 'pg_dump'), ['-Fc', '-f', dump, url])
  for (let nth = 400; nth < 500; nth++) await publish(nth)
  await setStatus(20, 'deleted')
  await waitForMirrors(mirrors.all)
  await report('pg_restore of a dump, 101 changes older', async () => {
    execFileSync(join(postgres.binaries, 'pg_restore'), ['--clean', '--if-exists', '--single-transaction', '-d', url, dump])
  })
  for (let nth = 500; nth < 700; nth++) await publish(nth)
  await report('200 publications after it', async () => {})

  const file = join(folder, 'registry.backup.gz')
  runRegistry('backup', file)
  for (let nth = 700; nth < 800; nth++) await publish(nth)
  await setStatus(30, 'deleted')
  await waitForMirrors(mirrors.all)
  await report('restore of a backup, 101 changes older', async () => runRegistry('restore', file, '--replace'))
  for (let nth = 800; nth < 1_000; nth++) await publish(nth)
  await report('200 publications after it', async () => {})

  function runRegistry(...args: readonly string[]): void {
    execFileSync(process.execPath, [REGISTRY, ...args, '--database-url', url, '--quiet'], { cwd: folder })
  }

  async function publish(nth: number): Promise<void> {
    const name = `com.example/server-${String(nth).padStart(4, '0')}`
    const document = { name, version: '1.0.0', description: `Server ${nth}, published at ${performance.now()}` }
    await write('POST', '/v0.1/publish', document)
  }

  async function setStatus(nth: number, status: string): Promise<void> {
    await write('PATCH', `/v0.1/servers/com.example%2Fserver-${String(nth).padStart(4, '0')}/versions/1.0.0/status`, { status })
  }

  async function write(method: string, path: string, body: object): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const headers = { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' }
      const response = await fetch(`${servers[attempt % 2]}${path}`, { method, headers, body: JSON.stringify(body) })
      if (response.ok) return void (await response.arrayBuffer())
      const text = await response.text()
      if (attempt === 50 || response.status !== 503) throw new Error(`${method} ${path}: ${response.status} ${text}`)
      await setTimeout(100)
    }
  }

  async function report(what: string, act: () => Promise<void>): Promise<void> {
    await act()
    const shown = await Promise.all([
      ...servers.map((server, nth) => settle(`server ${nth + 1}`, () => walk(server), MAX_SERVER_SECONDS)),
      ...mirrors.all.map((mirror) => settle(mirror.label, async () => mirror.entries, MAX_MIRROR_SECONDS)),
    ])
    console.log(`| ${what} | ${shown.join(' | ')} |`)
  }

  async function waitForMirrors(all: readonly FollowedMirror[]): Promise<void> {
    for (const mirror of all) await settle(mirror.label, async () => mirror.entries, MAX_MIRROR_SECONDS)
  }

  /** The time in seconds until the content equals that of the database. */
  async function settle(label: string, read: () => Promise<ReadonlyMap<string, string>>, maxSeconds: number): Promise<string> {
    const startedAt = performance.now()
    const seconds = () => (performance.now() - startedAt) / 1000
    for (;;) {
      const isEqual = isSame(await read().catch(() => new Map<string, string>()), await readDatabase())
      if (isEqual) return `${seconds().toFixed(1)} s`
      if (seconds() > maxSeconds) {
        process.exitCode = 1
        return `**different after ${maxSeconds} s** (${label})`
      }
      await setTimeout(50)
    }
  }

  async function readDatabase(): Promise<Map<string, string>> {
    const rows = await queryPostgres(url, 'select name, document, meta from versions')
    return new Map(
      rows.map(({ name, document, meta }) => [String(name), `{"server":${String(document)},"_meta":${String(meta)}}`]),
    )
  }
} finally {
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
}

async function walk(server: string): Promise<Map<string, string>> {
  const entries = new Map<string, string>()
  let cursor = ''
  do {
    const response = await fetch(`${server}/v0.1/servers?limit=100&include_deleted=true${cursor && `&cursor=${cursor}`}`)
    const { servers, metadata } = (await response.json()) as {
      servers: { server: { name: string } }[]
      metadata: { nextCursor?: string }
    }
    for (const entry of servers) entries.set(entry.server.name, JSON.stringify(entry))
    cursor = metadata.nextCursor ?? ''
  } while (cursor !== '')
  return entries
}

function isSame(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([key, text]) => b.get(key) === text)
}
