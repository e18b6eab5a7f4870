import { describe, expect, inject } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { openStore } from '../../src/store/open-store.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startPostgres } from '@mcp-registry/testkit/start-postgres'
import { startTestRegistry } from '../harness/start-test-registry.js'

// A second until a statement is doubted, and a second in which the server could answer a question about it.
const DEADLINE_MS = 3_000

// The embedded engine stands still together with the registry.
describe.skipIf(inject('database').engine === 'pglite')('of a database server', () => {
  verifies(
    'edge-47',
    'while the processes of the database are stopped, reads, publications and health are 503 within seconds, and work again after it',
    async () => {
      const server = await startPostgres({ isDurable: false })
      const store = await openStore({ kind: 'postgres', url: server.url, poolSize: 4 })
      try {
        await store.migrate()
        await using registry = await startTestRegistry({ store })
        const alice = registry.actingAs('io.github.alice')
        await alice.publish(serverJson())
        const ask = {
          read: () => registry.get(`/v0.1/servers?search=weather`),
          publish: () => alice.publish(serverJson({ version: '2.0.0' })),
          health: () => registry.get('/v0.1/health'),
        }
        server.freeze()
        const startedAtMs = performance.now()
        const answers = await Promise.all(
          Object.entries(ask).map(async ([name, send]) => {
            const { statusCode } = await send()
            return { name, statusCode, afterMs: Math.round(performance.now() - startedAtMs) }
          }),
        )
        const isInTime = answers.every(({ statusCode, afterMs }) => statusCode === 503 && afterMs < DEADLINE_MS)
        expect(isInTime, JSON.stringify(answers)).toBe(true)
        server.thaw()
        for (const [name, send] of Object.entries(ask)) {
          await expect.poll(async () => (await send()).statusCode, { message: name, timeout: 10_000 }).toBe(200)
        }
      } finally {
        server.thaw()
        await store.close()
        await server.stop()
      }
    },
    120_000,
  )
})
