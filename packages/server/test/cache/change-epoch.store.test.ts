import type { ServerList } from '@mcp-registry/contract'
import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, inject, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { followClock, readClock, startEpoch } from '../../src/store/change-clock.js'
import { ChangeFollower } from '../../src/cache/change-follower.js'
import { ChangeLog } from '../../src/cache/change-log.js'
import type { Store } from '../../src/store/open-store.js'
import { pino } from 'pino'
import { toTestCatalog } from '../harness/open-test-catalog.js'
import { openTestStore } from '../harness/open-test-store.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startTestRegistry, type TestRegistry } from '../harness/start-test-registry.js'

const CHANGES = '/v0.1/x/io.modelcontextprotocol.registry/changes'
const EXPORT = '/v0.1/x/io.modelcontextprotocol.registry/export'

interface Feed extends ServerList {
  readonly metadata: ServerList['metadata'] & { readonly epoch: string; readonly next: number }
}

/** Takes the database back to its state at a change, as a restore of an older state does. */
async function rollBack({ db }: Store, number: number): Promise<void> {
  await sql`delete from versions where change_number > ${number}`.execute(db)
  await sql`update change_clock set number = ${number}`.execute(db)
}

async function publish(registry: TestRegistry, name: string): Promise<void> {
  const published = await registry.actingAs('com.example').publish(serverJson({ name: `com.example/${name}`, version: '1.0.0' }))
  expect(published.statusCode, published.body).toBe(200)
}

async function readFeed(registry: TestRegistry, query = ''): Promise<Feed> {
  return (await registry.get(`${CHANGES}?${query}`)).json<Feed>()
}

async function listNames(registry: TestRegistry): Promise<string[]> {
  return (await registry.get('/v0.1/servers'))
    .json<ServerList>()
    .servers.map(({ server }) => server.name.slice('com.example/'.length))
}

verifies(
  'edge-54',
  'after a rollback under a running server nothing from memory is served, and followers are told to start over',
  async () => {
    await using registry = await startTestRegistry()
    for (const name of ['a', 'b', 'c', 'd']) await publish(registry, name)
    const before = await readFeed(registry)
    const exported = await registry.get(EXPORT)
    expect(await listNames(registry)).toEqual(['a', 'b', 'c', 'd'])
    await rollBack(registry.store, 2)
    // The next commit has a number that was given before.
    await publish(registry, 'e')
    expect(await listNames(registry)).toEqual(['a', 'b', 'e'])
    expect((await registry.get('/v0.1/servers/com.example%2Fd/versions/latest')).statusCode).toBe(404)
    const { epoch, next } = before.metadata
    for (const query of [`since=${next}`, `since=${next}&epoch=${epoch}`, `since=1&epoch=${epoch}`, `since=${next}&wait=30`]) {
      expect((await registry.get(`${CHANGES}?${query}`)).json(), query).toMatchObject({ status: 410, code: 'feed-reset' })
    }
    const after = await readFeed(registry)
    expect(after.metadata.epoch).not.toBe(epoch)
    expect(after.servers.map(({ server }) => server.name)).toEqual(['com.example/a', 'com.example/b', 'com.example/e'])
    expect((await readFeed(registry, `since=${after.metadata.next}&epoch=${after.metadata.epoch}`)).servers).toEqual([])
    const again = await registry.get(EXPORT)
    expect(again.headers['x-registry-epoch']).toBe(after.metadata.epoch)
    expect(again.headers['x-registry-epoch']).not.toBe(exported.headers['x-registry-epoch'])
    expect(again.body).toContain('com.example/e')
    expect(again.body).not.toContain('com.example/d')
  },
)

verifies('edge-54', 'a rollback is noticed without any commit, by asking now and then', async () => {
  await using store = await openTestStore()
  await using registry = await startTestRegistry({ store })
  for (const name of ['a', 'b', 'c']) await publish(registry, name)
  const changes = new ChangeLog()
  const follower = await ChangeFollower.start({
    store,
    changes,
    clock: { now: () => new Date() },
    log: pino({ level: 'silent' }),
    pollMs: 10,
  })
  const { position } = changes
  await rollBack(store, 1)
  await expect.poll(() => follower.last).toBe(1)
  expect(changes.hasChanged([{}], position)).toBe(true)
  await follower.close()
})

/** Follows the changes of a store by itself. */
async function startFollower(store: Store) {
  const clock = { now: () => new Date() }
  const follower = await ChangeFollower.start({ store, changes: new ChangeLog(), clock, log: pino({ level: 'silent' }) })
  return Object.assign(follower, { [Symbol.asyncDispose]: () => follower.close() })
}

/** Whether a promise is settled, once everything that is due has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending')
  return (await Promise.race([promise, setImmediate(pending)])) !== pending
}

test('who waits for a change is answered by one after the position, not by those before it', async () => {
  await using store = await openTestStore()
  await using follower = await startFollower(store)
  const { publish } = toTestCatalog(store)
  const waiting = follower.waitForChange({ number: 1 }, 60_000, new AbortController().signal)
  await publish({ version: '1.0.0' })
  expect([follower.last, await isSettled(waiting)]).toEqual([1, false])
  await publish({ version: '2.0.0' })
  expect(await waiting).toBe(true)
})

test('who waits for a change is answered without one when the epoch becomes another one or the server stops', async () => {
  await using store = await openTestStore()
  await using follower = await startFollower(store)
  const { publish } = toTestCatalog(store)
  for (const version of ['1.0.0', '2.0.0']) await publish({ version })
  const wait = () => follower.waitForChange({ number: follower.last }, 60_000, new AbortController().signal)
  const untilReset = wait()
  await rollBack(store, 1)
  await follower.catchUp()
  expect([await untilReset, follower.last]).toEqual([false, 1])
  const untilClosed = wait()
  await follower.close()
  expect(await untilClosed).toBe(false)
})

test('who knows of a new epoch before this process waits for its changes, whatever the numbers of the last one', async () => {
  await using store = await openTestStore()
  await using follower = await startFollower(store)
  const { publish } = toTestCatalog(store)
  for (const version of ['1.0.0', '2.0.0']) await publish({ version })
  // As another process does that has noticed a rollback.
  const { epoch } = await startEpoch(store.db)
  const waiting = follower.waitForChange({ number: 1, epoch }, 60_000, new AbortController().signal)
  expect(await isSettled(waiting)).toBe(false)
  await follower.catchUp()
  expect(await waiting).toBe(true)
})

// The embedded engine has one connection, and nothing comes between two statements of a reader.
test.skipIf(inject('database').engine === 'pglite')(
  'a rollback that was found is told to followers, though the number has grown past it meanwhile',
  async () => {
    await using database = await openTestStore()
    const { publish } = toTestCatalog(database)
    for (const version of ['1.0.0', '2.0.0', '3.0.0']) await publish({ version })
    let afterQuery = async () => {}
    const db = database.db.withPlugin({
      transformQuery: ({ node }) => node,
      async transformResult({ result }) {
        await afterQuery()
        return result
      },
    })
    await using follower = await startFollower({ ...database, db })
    const before = follower.position
    await rollBack(database, 1)
    afterQuery = async () => {
      afterQuery = async () => {}
      await sql`update change_clock set number = 10`.execute(database.db)
    }
    await follower.catchUp()
    expect(follower.position).toMatchObject({ number: 10 })
    expect(follower.position?.epoch).not.toBe(before?.epoch)
  },
)

test('a clock that another database wrote begins a new epoch, once for all processes; the first server only signs it', async () => {
  await using store = await openTestStore()
  const first = await readClock(store.db)
  const signed = await followClock(store.db)
  expect(signed).toEqual(first)
  expect(await followClock(store.db)).toEqual(first)
  // As a restore from a dump leaves it: the table has another object id.
  await sql`update change_clock set origin = jsonb_set(origin::jsonb, '{table}', '"1"')::text`.execute(store.db)
  const both = await Promise.all([followClock(store.db), followClock(store.db)])
  expect(both[0]).toEqual(both[1])
  expect(both[0].epoch).not.toBe(first.epoch)
  expect(await followClock(store.db)).toEqual(both[0])
  expect((await startEpoch(store.db)).epoch).not.toBe(both[0].epoch)
})
