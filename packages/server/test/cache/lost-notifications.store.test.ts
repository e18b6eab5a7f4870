import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { pino } from 'pino'
import { describe, expect, inject, test } from 'vitest'
import { ChangeFollower } from '../../src/cache/change-follower.js'
import { ChangeLog } from '../../src/cache/change-log.js'
import type { ListenHandlers } from '../../src/store/listen.js'
import { openStore, type Store } from '../../src/store/open-store.js'
import { createGate } from '../harness/create-gate.js'
import { openFragileStore } from '../harness/open-fragile-store.js'
import { toTestCatalog } from '../harness/open-test-catalog.js'
import { openTestStore } from '../harness/open-test-store.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startTestRegistry } from '../harness/start-test-registry.js'

// Of the follower, when the database was away.
const RETRY_MS = 250

// The embedded engine has no other writers, and so no connection to hear of them.
describe.skipIf(inject('database').engine === 'pglite')('of a database server', () => {
  test('reads go on while the connection that listens for changes is cut, again and again', async () => {
    await using store = await openTestStore()
    await using registry = await startTestRegistry({ store })
    await registry.actingAs('io.github.alice').publish(serverJson())
    const statuses = new Set<number>()
    for (let round = 0; round < 20; round++) {
      await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'mcp-registry-changes' and datname = current_database()`.execute(store.db)
      for (let nth = 0; nth < 5; nth++) {
        statuses.add((await registry.get(`/v0.1/servers?search=uncached${round}x${nth}`)).statusCode)
      }
    }
    expect([...statuses]).toEqual([200])
  })

  test('while a connection to listen on is being opened, no second one is', async () => {
    await using store = await openFragileStore()
    const gate = createGate()
    const handlers: ListenHandlers[] = []
    const open = new Set<object>()
    const listen: Store['listen'] = async (own) => {
      handlers.push(own)
      if (handlers.length > 1) await gate.passed
      const subscription = { close: async () => void open.delete(subscription) }
      open.add(subscription)
      return subscription
    }
    const clock = { now: () => new Date() }
    const follower = await ChangeFollower.start({
      // The store decides with each use whether it is away.
      store: Object.assign(Object.create(store) as Store, { listen }),
      changes: new ChangeLog(),
      clock,
      log: pino({ level: 'silent' }),
    })
    open.clear()
    handlers[0]?.onLost()
    await expect.poll(() => handlers.length).toBe(2)
    // Once the database turns out to be away, a retry is due.
    store.cut()
    await follower.catchUp()
    expect(follower.isConnected).toBe(false)
    store.heal()
    await follower.catchUp()
    await setTimeout(2 * RETRY_MS)
    gate.open()
    await expect.poll(() => open.size).toBe(1)
    await follower.close()
    await expect.poll(() => open.size).toBe(0)
    expect(handlers).toHaveLength(2)
  })

  test('changes of other processes are found while nothing can be listened for', async () => {
    await using database = await openTestStore()
    const store: Store = { ...database, listen: () => Promise.reject(new Error('no listening here')) }
    await using registry = await startTestRegistry({ store })
    const countServers = async () => {
      const page = await registry.get('/v0.1/servers')
      expect([page.statusCode, page.headers['warning']]).toEqual([200, undefined])
      return page.json<{ servers: unknown[] }>().servers.length
    }
    expect(await countServers()).toBe(0)
    const other = await openStore({ kind: 'postgres', url: database.url ?? '' })
    try {
      await toTestCatalog(other).publish()
      await expect.poll(countServers, { timeout: 10_000 }).toBe(1)
    } finally {
      await other.close()
    }
  })
})
