import { execFile } from 'node:child_process'
import { mkdtemp, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { describe, expect, inject, test } from 'vitest'
import { openStore } from '../../../server/src/store/open-store.js'
import { copyDataFolder } from '@mcp-registry/testkit/copy-data-folder'
import { startPostgres } from '@mcp-registry/testkit/start-postgres'
import { startServe } from '../harness/start-serve.js'

const BIN = fileURLToPath(new URL('../../bin/mcp-registry.js', import.meta.url))
const { engine } = inject('database')

/** What a command that cannot use its database says to people; it must be one line, and to end with 1. */
async function failWith(env: Readonly<Record<string, string>>, ...argv: string[]): Promise<string> {
  const { code, stderr } = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
    const options = { env: { PATH: process.env['PATH'], MCP_REGISTRY_LOG_LEVEL: 'error', ...env } }
    execFile(process.execPath, [BIN, ...argv], options, (error, _stdout, text) => resolve({ code: error?.code, stderr: text }))
  })
  expect({ code, lines: stderr.trim().split('\n') }).toEqual({ code: 1, lines: [expect.stringMatching(/^error: /)] })
  return stderr
}

describe.runIf(engine === 'postgres')('on a database server', () => {
  test('a role, a database or a server that cannot be used is told in one line with the remedy', async () => {
    const server = await startPostgres({ isDurable: false })
    try {
      const { host } = new URL(server.url)
      const admin = await openStore({ kind: 'postgres', url: server.url, poolSize: 1 })
      await sql`create role reader login`.execute(admin.db)
      await admin.close()
      for (const [address, said] of [
        [`absent@${host}/postgres`, /role "absent" does not exist\. Check the user in MCP_REGISTRY_DATABASE_URL/],
        [`reader@${host}/postgres`, /permission denied for schema public\. The role must be allowed to create tables/],
        [`registry@${host}/absent`, /database "absent" does not exist\. Create the database/],
        [
          'registry@127.0.0.1:1/postgres',
          /ECONNREFUSED 127\.0\.0\.1:1\. Check MCP_REGISTRY_DATABASE_URL, and that the server runs/,
        ],
      ] as const) {
        const env = { MCP_REGISTRY_DATABASE_URL: `postgres://${address}`, MCP_REGISTRY_SERVER_ADDRESS: '127.0.0.1:0' }
        expect(await failWith(env, 'serve'), address).toMatch(said)
      }
    } finally {
      await server.stop()
    }
  }, 120_000)

  test('a role that may not create tables serves a database that another role has migrated', async () => {
    const server = await startPostgres({ isDurable: false })
    try {
      const admin = await openStore({ kind: 'postgres', url: server.url, poolSize: 1 })
      await admin.migrate()
      await sql`create role reader login`.execute(admin.db)
      await sql`grant select, insert, update, delete on all tables in schema public to reader`.execute(admin.db)
      await admin.close()
      const url = `postgres://reader@${new URL(server.url).host}/postgres`
      const store = await openStore({ kind: 'postgres', url, poolSize: 1 })
      expect(await store.migrate()).toEqual([])
      await store.close()
    } finally {
      await server.stop()
    }
  }, 120_000)
})

describe.runIf(engine === 'pglite')('on the embedded database', () => {
  async function createFolder() {
    const path = await mkdtemp(join(tmpdir(), 'registry-storage-'))
    return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
  }

  test('a folder that another process uses is told in one line, and the other process goes on', async () => {
    await using folder = await createFolder()
    await using first = await startServe({ dataDir: folder.path })
    const url = await first.untilListening()
    for (const command of ['serve', 'migrate']) {
      const said = await failWith({ MCP_REGISTRY_SERVER_ADDRESS: '127.0.0.1:0' }, command, '--data-dir', folder.path)
      expect(said).toContain(`The data folder ${folder.path} is in use by process ${first.child.pid}. Stop it, or`)
    }
    expect((await fetch(new URL('/v0.1/health', url))).status).toBe(200)
  }, 120_000)

  test('damaged files of the database are told in one line with the remedy, and left as they are', async () => {
    await using folder = await createFolder()
    await copyDataFolder(folder.path)
    const store = await openStore({ kind: 'embedded', dataDir: folder.path })
    await store.migrate()
    await store.close()
    const control = join(folder.path, 'postgres', 'global', 'pg_control')
    await truncate(control, 100)
    for (const command of ['serve', 'migrate']) {
      const said = await failWith({ MCP_REGISTRY_SERVER_ADDRESS: '127.0.0.1:0' }, command, '--data-dir', folder.path)
      expect(said).toMatch(/The database in \S+postgres cannot be opened: .*Its files are damaged, or of another version\. Move/)
    }
    expect((await stat(control)).size).toBe(100)
  }, 120_000)

  test('a file in the place of the folder is told in one line', async () => {
    await using folder = await createFolder()
    const dataDir = join(folder.path, 'file')
    await writeFile(dataDir, '')
    expect(await failWith({}, 'migrate', '--data-dir', dataDir)).toMatch(/The data folder \S+ cannot be used: EEXIST/)
  }, 120_000)
})
