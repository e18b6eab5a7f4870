import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { expect, inject, test } from 'vitest'
import { createPostgresSource } from '../../src/store/postgres-source.js'
import { openTestStore } from '../harness/open-test-store.js'

// The embedded engine is in this process: there is no connection that could fall silent.
test.skipIf(inject('database').engine === 'pglite')(
  'a statement that gets no answer fails, and the next one has another connection',
  async () => {
    await using store = await openTestStore()
    await using silencer = await openSilencer(store.url ?? '')
    const source = createPostgresSource(silencer.url, { size: 1, answerTimeoutMs: 500 })
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
  },
)

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
