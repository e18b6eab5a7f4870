import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, inject } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { openStore, type Store } from '../../src/store/open-store.js'
import { mountSmallDisk } from '../harness/mount-small-disk.js'
import { openTestStore } from '../harness/open-test-store.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startPostgres } from '@mcp-registry/testkit/start-postgres'
import { startTestRegistry } from '../harness/start-test-registry.js'

/** From now on nothing can be added, to tables nor by new ones, as on a full disk. */
async function fillDisk({ db }: Store): Promise<void> {
  for (const kind of ['trigger', 'event_trigger']) {
    await sql`
      create function refuse_${sql.raw(kind)}() returns ${sql.raw(kind)} language plpgsql as $$
      begin raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$`.execute(db)
  }
  await sql`create trigger full_disk before insert on versions execute function refuse_trigger()`.execute(db)
  await sql`create event trigger full_disk on ddl_command_start when tag in ('CREATE TABLE AS') execute function refuse_event_trigger()`.execute(
    db,
  )
}

async function makeRoom({ db }: Store): Promise<void> {
  await sql`drop event trigger full_disk`.execute(db)
  await sql`drop function refuse_trigger, refuse_event_trigger cascade`.execute(db)
}

verifies(
  'edge-47',
  'a statement that the database has no room for is told as such, by publishing and by health, until it has',
  async () => {
    await using store = await openTestStore()
    await using registry = await startTestRegistry({ store })
    const alice = registry.actingAs('io.github.alice')
    const getHealth = async () => {
      const { statusCode, body } = await registry.get('/v0.1/health')
      return { statusCode, body }
    }
    expect((await alice.publish(serverJson())).statusCode).toBe(200)
    await fillDisk(store)
    // Nothing was to be written yet.
    expect(await getHealth()).toMatchObject({ statusCode: 200 })

    const refused = await alice.publish(serverJson({ version: '2.0.0' }))
    expect(refused.json()).toMatchObject({
      status: 503,
      code: 'database-unavailable',
      retryable: true,
      detail: expect.stringContaining('the disk of its database is full'),
    })
    expect(refused.headers['retry-after']).toBe('30')
    expect(await getHealth()).toMatchObject({ statusCode: 503, body: expect.stringContaining('disk') })
    // What is there is served.
    expect((await registry.get('/v0.1/servers?search=weather')).statusCode).toBe(200)

    await makeRoom(store)
    expect(await getHealth()).toMatchObject({ statusCode: 200 })
    expect((await alice.publish(serverJson({ version: '2.0.0' }))).statusCode).toBe(200)
  },
)

/** The engine of this project with its data in that folder. */
async function openStoreIn(folder: string): Promise<Store & AsyncDisposable> {
  if (inject('database').engine === 'pglite') {
    const store = await openStore({ kind: 'embedded', dataDir: join(folder, 'data') })
    return { ...store, [Symbol.asyncDispose]: () => store.close() }
  }
  await chmod(folder, 0o755)
  const server = await startPostgres({ isDurable: true, parent: folder })
  const store = await openStore({ kind: 'postgres', url: server.url, poolSize: 4 })
  return {
    ...store,
    async [Symbol.asyncDispose]() {
      await store.close()
      await server.stop()
    },
  }
}

verifies(
  'edge-47',
  'on a disk that is full in fact, publishing and health are refused as such, reads go on, and all work again when there is room',
  async ({ skip }) => {
    const mounted = await mountSmallDisk(256)
    if ('missing' in mounted) return skip(mounted.missing)
    await using disk = mounted
    await using store = await openStoreIn(disk.path)
    await store.migrate()
    await using registry = await startTestRegistry({ store })
    const alice = registry.actingAs('io.github.alice')
    const publish = async (version: string) => (await alice.publish(serverJson({ version, description: 'x'.repeat(100) }))).json()
    expect(await publish('1.0.0')).toMatchObject({ server: { version: '1.0.0' } })
    disk.fill()
    // There is room left in the files that exist.
    let answer: unknown
    for (let patch = 1; patch < 2_000 && !isRefused(answer); patch++) answer = await publish(`1.0.${patch}`)
    expect(answer).toMatchObject({
      status: 503,
      code: 'database-unavailable',
      detail: expect.stringContaining('the disk of its database is full'),
    })
    const health = await registry.get('/v0.1/health')
    expect([health.statusCode, health.body]).toEqual([503, expect.stringContaining('disk')])
    expect((await registry.get('/v0.1/servers?search=weather')).statusCode).toBe(200)
    disk.makeRoom()
    expect((await registry.get('/v0.1/health')).statusCode).toBe(200)
    expect(await publish('2.0.0')).toMatchObject({ server: { version: '2.0.0' } })
  },
  240_000,
)

function isRefused(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'status' in answer
}
