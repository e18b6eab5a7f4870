import { sql } from 'kysely'
import { expect } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import type { Store } from '../../src/store/open-store.js'
import { openTestStore } from '../harness/open-test-store.js'
import { serverJson } from '../harness/server-json.js'
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

verifies('edge-47', 'a full disk is told as such, by publishing and by health, until there is room again', async () => {
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
})
