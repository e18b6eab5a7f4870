import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { sql } from 'kysely'
import { expect, inject, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { type DatabaseConfig, openStore, type Store } from '../../src/store/open-store.js'
import { copyDataFolder } from '@mcp-registry/testkit/copy-data-folder'
import { buildChild } from '@mcp-registry/testkit/build-child'
import { toTestCatalog } from '../harness/open-test-catalog.js'
import { openTestStore } from '../harness/open-test-store.js'
import { startPostgres } from '@mcp-registry/testkit/start-postgres'

const PROGRAM = new URL('./publishing-child.ts', import.meta.url)
const isPostgres = inject('database').engine === 'postgres'

verifies(
  'edge-47',
  'a killed registry has kept every publication that it acknowledged',
  async () => {
    await using program = await buildChild(PROGRAM)
    await using database = await openDatabase()
    const child = startChild(program.path, database.config)
    const acknowledged = await readUntil(child, 200, () => child.kill('SIGKILL'))
    const store = await openStore(database.config)
    await expectKept(store, acknowledged)
    // It goes on as if nothing had happened.
    await toTestCatalog(store).publish({ name: 'io.github.alice/after' })
    await store.close()
  },
  120_000,
)

// PGlite is part of the process that the test before kills.
if (isPostgres) {
  verifies(
    'edge-47',
    'a killed database has kept every acknowledged publication, is reported as unavailable, and is found again',
    async () => {
      await using program = await buildChild(PROGRAM)
      const server = await startPostgres({ isDurable: true })
      try {
        const config: DatabaseConfig = { kind: 'postgres', url: server.url }
        const child = startChild(program.path, config)
        const store = await openStore(config)
        const catalog = toTestCatalog(store)
        const acknowledged = await readUntil(child, 200, async () => {
          await catalog.list()
          await server.kill()
        })
        expect(child.exitCode).toBe(0)
        await expect(catalog.list()).rejects.toMatchObject({ code: 'database-unavailable' })
        await server.restart()
        await expectKept(store, acknowledged)
        await catalog.publish({ name: 'io.github.alice/after' })
        await store.close()
      } finally {
        await server.stop()
      }
    },
    120_000,
  )
}

test('a database that is not there is reported as unavailable', async () => {
  const store = await openStore({ kind: 'postgres', url: 'postgresql://registry@127.0.0.1:1/none' })
  await expect(toTestCatalog(store).list()).rejects.toMatchObject({ code: 'database-unavailable' })
  await expect(toTestCatalog(store).publish()).rejects.toMatchObject({ code: 'database-unavailable' })
  await store.close()
})

async function openDatabase(): Promise<{ config: DatabaseConfig } & AsyncDisposable> {
  if (isPostgres) {
    const store = await openTestStore()
    return { config: { kind: 'postgres', url: store.url ?? '' }, [Symbol.asyncDispose]: () => store.close() }
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'registry-kill-'))
  await copyDataFolder(dataDir)
  return {
    config: { kind: 'embedded', dataDir },
    [Symbol.asyncDispose]: () => rm(dataDir, { recursive: true, force: true }),
  }
}

function startChild(path: string, config: DatabaseConfig): ChildProcess {
  return spawn(process.execPath, [path, JSON.stringify(config)], { stdio: ['ignore', 'pipe', 'inherit'] })
}

/** Everything that the child acknowledged before it ended; at the given number of lines something happens to it. */
async function readUntil(child: ChildProcess, lines: number, happen: () => unknown): Promise<string[]> {
  if (!child.stdout) throw new Error('no output to read')
  const acknowledged: string[] = []
  const exited = once(child, 'exit')
  let happened: Promise<unknown> | undefined
  for await (const line of createInterface(child.stdout)) {
    if (line !== 'done') acknowledged.push(line)
    if (acknowledged.length === lines) happened = Promise.resolve(happen())
  }
  await exited
  await happened
  expect(acknowledged.length).toBeGreaterThanOrEqual(lines)
  expect(acknowledged.length).toBeLessThan(1_000)
  return acknowledged
}

async function expectKept(store: Store, acknowledged: readonly string[]): Promise<void> {
  const rows = await store.db.selectFrom('versions').select(['name', 'version']).execute()
  const kept = new Set(rows.map(({ name, version }) => `${name} ${version}`))
  expect(acknowledged.filter((line) => !kept.has(line))).toEqual([])
  const { rows: wrong } = await sql`
    select name from versions group by name having count(*) filter (where is_latest) <> 1`.execute(store.db)
  expect(wrong).toEqual([])
}
