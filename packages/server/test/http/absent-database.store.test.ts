import { expect, vi } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { openFragileStore } from '../harness/open-fragile-store.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startTestRegistry } from '../harness/start-test-registry.js'

verifies('edge-47', 'without its database the registry answers 503 that may be retried, and heals by itself', async () => {
  await using store = await openFragileStore()
  await using registry = await startTestRegistry({ store })
  const alice = registry.actingAs('io.github.alice')
  await alice.publish(serverJson())
  store.cut()
  for (const path of ['/v0.1/health', '/v0.1/servers?search=uncached', '/v0.1/servers/io.github.alice%2Fweather/versions']) {
    const answer = await registry.get(path)
    expect(answer.json(), path).toMatchObject({ status: 503, code: 'database-unavailable', retryable: true })
    expect(answer.body).not.toMatch(/ECONNREFUSED|127\.0\.0\.1/)
  }
  expect((await alice.publish(serverJson({ version: '2.0.0' }))).statusCode).toBe(503)
  expect((await registry.get('/v0.1/ping')).statusCode).toBe(200)
  store.heal()
  expect((await registry.get('/v0.1/health')).statusCode).toBe(200)
  expect((await alice.publish(serverJson({ version: '2.0.0' }))).statusCode).toBe(200)
})

verifies('edge-47', 'pages of what is in memory are made without the database, and say that they may be stale', async () => {
  await using store = await openFragileStore()
  await using registry = await startTestRegistry({ store })
  const alice = registry.actingAs('io.github.alice')
  for (const version of ['1.0.0', '2.0.0', '3.0.0']) await alice.publish(serverJson({ version }))
  const all = await registry.get('/v0.1/servers?limit=100')
  store.cut()
  // As soon as it is noticed that the database is away.
  await vi.waitFor(async () => expect((await registry.get('/v0.1/servers?limit=100')).headers['warning']).toBeDefined(), 10_000)
  for (let round = 0; round < 2; round++) {
    const page = await registry.get('/v0.1/servers?limit=2')
    expect([page.statusCode, page.headers['warning']]).toEqual([200, '111 - "Revalidation Failed"'])
    expect(page.json().servers).toEqual(all.json().servers.slice(0, 2))
  }
  expect((await registry.get('/v0.1/servers?search=uncached')).statusCode).toBe(503)
})
