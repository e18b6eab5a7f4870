import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openStore } from '@mcp-registry/server'
import { copyDataFolder } from '@mcp-registry/testkit/copy-data-folder'
import { openTestStore } from '../../server/test/harness/open-test-store.js'
import { mcpRegistry } from '../src/registry/program.js'
import { runCaptured } from '@mcp-registry/testkit/run-captured'

const SAMPLES = fileURLToPath(new URL('../../../fixtures/sample-servers.json', import.meta.url))

/** A folder for files, and the options that lead a command to an empty database on the engine of the project. */
async function openWorkplace() {
  const folder = await mkdtemp(join(tmpdir(), 'cli-'))
  const store = await openTestStore()
  if (store.url === undefined) await copyDataFolder(join(folder, 'data'))
  const storage = store.url === undefined ? ['--data-dir', join(folder, 'data')] : ['--database-url', store.url]
  return {
    folder,
    storage,
    run: (command: string, ...argv: string[]) => runCaptured(mcpRegistry, [command, ...argv, ...storage]),
    async addAuditEntry() {
      const { url } = store
      const own = await openStore(
        url === undefined ? { kind: 'embedded', dataDir: join(folder, 'data') } : { kind: 'postgres', url },
      )
      const entry = { request_id: 'r1', address: '192.0.2.1', method: 'dns', subject: 'example.com', permissions: '[]' }
      const target = { action: 'publish', server_name: 'com.example/weather', server_version: '1.0.0' }
      const result = { outcome: 'refused', code: 'forbidden', detail: null } as const
      await own.db
        .insertInto('audit_log')
        .values({ at: '2026-01-01T00:00:00Z', ...entry, ...target, ...result })
        .execute()
      await own.close()
    },
    async leadClockAhead() {
      const { url } = store
      const own = await openStore(
        url === undefined ? { kind: 'embedded', dataDir: join(folder, 'data') } : { kind: 'postgres', url },
      )
      await own.db.updateTable('change_clock').set({ at: '2099-01-01T00:00:00Z' }).execute()
      await own.close()
    },
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    },
  }
}

test('migrate applies pending migrations once, and an export has the same entries as the import', async () => {
  await using place = await openWorkplace()
  expect((await place.run('migrate')).exitCode).toBe(0)
  expect((await place.run('migrate')).stdout).toBe('The schema is up to date.\n')

  const first = await place.run('import', SAMPLES)
  expect([first.exitCode, first.stdout]).toEqual([0, 'Imported: 16 added.\n'])
  const again = await place.run('import', SAMPLES, '--json')
  expect([again.exitCode, again.stderr]).toEqual([0, ''])
  expect(JSON.parse(again.stdout)).toMatchObject({ added: 0, unchanged: 16, refused: 0 })

  const file = join(place.folder, 'backup.json.gz')
  expect((await place.run('export', file)).stdout).toBe(`Wrote 16 entries to ${file}.\n`)
  const piped = await place.run('export', '-', '--quiet')
  expect(gunzipSync(await readFile(file)).toString()).toBe(piped.stdout)
  expect(JSON.parse(piped.stdout)).toEqual(JSON.parse(await readFile(SAMPLES, 'utf8')))
  expect((await place.run('export', '--format', 'ndjson')).stdout.trim().split('\n')).toHaveLength(16)
  expect((await readdir(place.folder)).filter((name) => name.includes('backup'))).toEqual(['backup.json.gz'])
}, 120_000)

test('an import that refuses entries lists them and exits with 1', async () => {
  await using place = await openWorkplace()
  const file = join(place.folder, 'servers.ndjson')
  await writeFile(file, '{"name":"com.example/a","description":"A server of ours.","version":"1.0.0"}\n{"name":"nameless"}\n')
  const { exitCode, stdout } = await place.run('import', file)
  expect(exitCode).toBe(1)
  expect(stdout).toContain('Imported: 1 added, 1 refused.')
  expect(stdout).toContain('entry 2 (line 2) nameless: It has no version.')
})

test('an import refuses entries of a namespace that the configuration denies', async () => {
  await using place = await openWorkplace()
  const file = join(place.folder, 'servers.json')
  const server = { name: 'com.spam/a', description: 'A server of ours.', version: '1.0.0' }
  await writeFile(file, JSON.stringify({ servers: [{ server }, { server: { ...server, name: 'com.example/a' } }] }))
  const { exitCode, stdout } = await runCaptured(mcpRegistry, ['import', file, ...place.storage], {
    env: { MCP_REGISTRY_DENIED_NAMESPACES: 'com.Spam' },
  })
  expect(exitCode).toBe(1)
  expect(stdout).toContain('Imported: 1 added, 1 refused.')
  expect(stdout).toContain('This registry denies the namespace com.spam and all below it.')
  expect((await place.run('audit-log')).stdout).toContain(
    '1 added, 0 updated, 0 unchanged, 0 kept, 1 refused) by none:operator from local',
  )
}, 120_000)

test('a new epoch is started at the present change, and only on request', async () => {
  await using place = await openWorkplace()
  await place.run('import', SAMPLES)
  expect((await place.run('epoch')).exitCode).toBe(2)
  expect((await place.run('epoch', 'old')).exitCode).toBe(2)
  const first = await place.run('epoch', 'new', '--json')
  expect([first.exitCode, first.stderr]).toEqual([0, ''])
  expect(JSON.parse(first.stdout)).toEqual({ epoch: expect.stringMatching(/^[0-9a-f]+$/), number: 16 })
  const second = await place.run('epoch', 'new')
  expect(second.stdout).toMatch(/^Started epoch [0-9a-f]+ at change 16\.\n$/)
  expect(second.stdout).not.toContain(JSON.parse(first.stdout).epoch)
}, 120_000)

test('the clock is repaired once, and only on request', async () => {
  await using place = await openWorkplace()
  await place.run('migrate')
  expect((await place.run('clock', 'repair')).stdout).toMatch(/^No timestamp is later than \d{4}-/)
  await place.leadClockAhead()
  expect((await place.run('clock', 'wind')).exitCode).toBe(2)
  const { exitCode, stdout } = await place.run('clock', 'repair', '--json')
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ repaired: { versions: 0, before: '2099-01-01T00:00:00.000000Z' } })
  expect(JSON.parse((await place.run('clock', 'repair', '--json')).stdout)).toEqual({ repaired: null })
}, 120_000)

test('the error for a missing file to import names it', async () => {
  await using place = await openWorkplace()
  const { exitCode, stderr } = await place.run('import', join(place.folder, 'nowhere.json'))
  expect(exitCode).toBe(1)
  expect(stderr).toMatch(/There is no such file: .*nowhere\.json/)
}, 120_000)

test('the audit log is printed as text, and as JSON Lines', async () => {
  await using place = await openWorkplace()
  await place.run('migrate')
  expect(await place.run('audit-log')).toMatchObject({ exitCode: 0, stdout: '' })
  expect((await place.run('audit-log', '--after', 'yesterday')).exitCode).toBe(2)
  await place.addAuditEntry()
  expect((await place.run('audit-log')).stdout).toBe(
    '1 2026-01-01T00:00:00.000000Z refused forbidden publish com.example/weather 1.0.0 by dns:example.com from 192.0.2.1\n',
  )
  const { stdout } = await place.run('audit-log', '--json', '--server', 'com.Example/weather')
  expect(JSON.parse(stdout)).toMatchObject({ id: 1, subject: 'example.com', outcome: 'refused', requestId: 'r1' })
  expect((await place.run('audit-log', '--json', '--after', '1')).stdout).toBe('')
}, 120_000)
