import { sql } from 'kysely'
import { describe, expect, inject, test } from 'vitest'
import { openStore } from '../../src/store/open-store.js'
import { startPostgres } from '@mcp-registry/testkit/start-postgres'

// Nobody listens there.
const ABSENT = '127.0.0.1:1'

/** Two servers, of which only the second one takes writes; it has a Unix socket in /tmp. */
async function startPair() {
  const [readOnly, writable] = await Promise.all([
    startPostgres({ isDurable: false }),
    startPostgres({ isDurable: false, socketFolder: '/tmp' }),
  ])
  const store = await openStore({ kind: 'postgres', url: readOnly.url })
  await sql`alter system set default_transaction_read_only = on`.execute(store.db)
  await sql`select pg_reload_conf()`.execute(store.db)
  await store.close()
  return {
    readOnly,
    writable,
    hosts: [readOnly, writable].map(({ url }) => new URL(url).host),
    port: new URL(writable.url).port,
    async [Symbol.asyncDispose]() {
      await Promise.all([readOnly.stop(), writable.stop()])
    },
  }
}

describe.skipIf(inject('database').engine === 'pglite')('of database servers', () => {
  test('the first host that answers, and is of the kind that was asked for, is migrated, read, written and listened to', async () => {
    await using pair = await startPair()
    const [readOnlyHost, writableHost] = pair.hosts
    const url = `postgresql://registry@${ABSENT},${readOnlyHost},${writableHost}/postgres?target_session_attrs=read-write`
    const store = await openStore({ kind: 'postgres', url, poolSize: 2 })
    try {
      expect(await store.migrate()).not.toEqual([])
      let notifications = 0
      const subscription = await store.listen({ onNotification: () => notifications++, onLost: () => {} })
      await store.transaction((tx) => sql`select pg_notify('registry_changes', '')`.execute(tx))
      await expect.poll(() => notifications).toBe(1)
      await subscription.close()
      const { rows } = await sql<{ port: string }>`select current_setting('port') as port`.execute(store.db)
      expect(rows).toEqual([{ port: pair.port }])
    } finally {
      await store.close()
    }
  }, 120_000)

  test('a server that is demoted is left for another one', async () => {
    await using pair = await startPair()
    const url = `postgresql://registry@${pair.hosts.join()}/postgres?target_session_attrs=read-write`
    const store = await openStore({ kind: 'postgres', url, poolSize: 1 })
    try {
      await store.migrate()
      // Now the first one takes writes, and the second one does not.
      await setReadOnly(pair.readOnly.url, false)
      await setReadOnly(pair.writable.url, true)
      const write = () => sql`create table if not exists written ()`.execute(store.db)
      await expect
        .poll(() =>
          write().then(
            () => 'written',
            (error: unknown) => error,
          ),
        )
        .toBe('written')
      const { rows } = await sql<{ port: string }>`select current_setting('port') as port`.execute(store.db)
      expect(rows).toEqual([{ port: new URL(pair.readOnly.url).port }])
    } finally {
      await store.close()
    }
  }, 120_000)

  test('without a suitable host the reason of each is told', async () => {
    await using pair = await startPair()
    const [readOnlyHost] = pair.hosts
    const url = `postgresql://registry@${ABSENT},${readOnlyHost}/postgres?target_session_attrs=read-write`
    const store = await openStore({ kind: 'postgres', url })
    await expect(store.migrate()).rejects.toThrow(
      /The database cannot be used: .*ECONNREFUSED.*; the server is not read-write\. Check MCP_REGISTRY_DATABASE_URL/,
    )
    await store.close()
  }, 120_000)

  test('a Unix socket is found in both spellings', async () => {
    await using pair = await startPair()
    for (const url of [
      `postgresql://registry@%2Ftmp:${pair.port}/postgres`,
      `postgres:///postgres?host=/tmp&port=${pair.port}&user=registry`,
      `postgres://registry@/postgres?host=/nowhere,/tmp&port=${pair.port}`,
    ]) {
      const store = await openStore({ kind: 'postgres', url })
      const { rows } = await sql<{ address: string | null }>`select inet_server_addr()::text as address`.execute(store.db)
      expect(rows, url).toEqual([{ address: null }])
      await store.close()
    }
  }, 120_000)
})

async function setReadOnly(url: string, isReadOnly: boolean): Promise<void> {
  const store = await openStore({ kind: 'postgres', url, poolSize: 1 })
  await sql`set default_transaction_read_only = off`.execute(store.db)
  await sql`alter system set default_transaction_read_only = ${sql.raw(isReadOnly ? 'on' : 'off')}`.execute(store.db)
  await sql`select pg_reload_conf()`.execute(store.db)
  await store.close()
}
