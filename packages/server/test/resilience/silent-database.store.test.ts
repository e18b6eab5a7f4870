import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import pg from 'pg'
import { describe, expect, inject, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { isBackendWorking } from '../../src/store/backend-state.js'
import { createPostgresSource } from '../../src/store/postgres-source.js'
import { openTestStore } from '../harness/open-test-store.js'
import { startPostgres } from '@mcp-registry/testkit/start-postgres'

const AN_HOUR = 3_600_000

// The embedded engine is in this process: there is no connection that could fall silent.
describe.skipIf(inject('database').engine === 'pglite')('of a database server', () => {
  test('a statement that gets no answer fails, and the next one has another connection', async () => {
    await using store = await openTestStore()
    await using silencer = await openSilencer(store.url ?? '')
    const source = createPostgresSource(silencer.url, { size: 1, answerTimeoutMs: 500, silenceMs: AN_HOUR })
    try {
      const first = await source.connect()
      expect((await first.query('select 1 as one', [])).rows).toEqual([{ one: 1 }])
      silencer.silence()
      await expect(first.query('select 2 as two', [])).rejects.toThrow(/Connection terminated/)
      first.release()
      const second = await source.connect()
      expect((await second.query('select 3 as three', [])).rows).toEqual([{ three: 3 }])
      second.release()
    } finally {
      await source.end()
    }
  })

  test('a read on a dead connection fails as soon as the server says that it does not work on it', async () => {
    await using store = await openTestStore()
    await using silencer = await openSilencer(store.url ?? '')
    const source = createPostgresSource(silencer.url, { size: 1, answerTimeoutMs: AN_HOUR, silenceMs: 100 })
    try {
      const connection = await source.connect()
      silencer.silence()
      await expect(connection.query('select 1', [])).rejects.toThrow(/Connection terminated/)
      connection.release()
    } finally {
      await source.end()
    }
  })

  test('a server is asked whether it works for a backend, and without a process id whether it answers', async () => {
    await using store = await openTestStore()
    const url = store.url ?? ''
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
      const pid = rows[0]?.pid
      expect(await isBackendWorking(url, pid)).toBe(false)
      const working = client.query('select pg_sleep(1)')
      expect(await isBackendWorking(url, pid)).toBe(true)
      await working
      expect(await isBackendWorking(url, undefined)).toBe(true)
      expect(await isBackendWorking('postgres://nobody@127.0.0.1:1/none', undefined)).toBe(false)
    } finally {
      await client.end()
    }
  })

  test('a transaction that takes its time between and within its statements is not hung up on', async () => {
    await using store = await openTestStore()
    const source = createPostgresSource(store.url ?? '', { size: 1, answerTimeoutMs: AN_HOUR, silenceMs: 100 })
    try {
      const connection = await source.connect()
      await connection.query('begin', [])
      await connection.query('select pg_sleep(0.3)', [])
      expect((await connection.query('select 1 as one', [])).rows).toEqual([{ one: 1 }])
      await connection.query('commit', [])
      connection.release()
    } finally {
      await source.end()
    }
  })

  test('a read that takes its time is waited for', async () => {
    await using store = await openTestStore()
    const source = createPostgresSource(store.url ?? '', { size: 1, answerTimeoutMs: AN_HOUR, silenceMs: 100 })
    try {
      const connection = await source.connect()
      expect((await connection.query('select 1 as one from pg_sleep(1)', [])).rows).toEqual([{ one: 1 }])
      connection.release()
    } finally {
      await source.end()
    }
  })

  verifies(
    'edge-47',
    'a database that hangs is reported as unavailable without waiting for its answer, and is found again',
    async () => {
      const server = await startPostgres({ isDurable: false })
      const source = createPostgresSource(server.url, { size: 1, answerTimeoutMs: AN_HOUR, silenceMs: 100 })
      try {
        const connection = await source.connect()
        server.freeze()
        await expect(connection.query('select 1', [])).rejects.toThrow(/Connection terminated/)
        connection.release()
        await expect(source.connect()).rejects.toThrow(/timeout/)
        server.thaw()
        const next = await source.connect()
        expect((await next.query('select 2 as two', [])).rows).toEqual([{ two: 2 }])
        next.release()
      } finally {
        server.thaw()
        await source.end()
        await server.stop()
      }
    },
    120_000,
  )
})

/** Passes everything on to the database, until it swallows what comes on the connections of that moment. */
async function openSilencer(url: string) {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const database = connect(Number(target.port), target.hostname)
    client.pipe(database).pipe(client)
    for (const socket of [client, database]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const through = Object.assign(new URL(url), { host: `127.0.0.1:${(server.address() as AddressInfo).port}` })
  return {
    url: through.href,
    silence() {
      for (const socket of sockets) socket.unpipe().resume()
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
