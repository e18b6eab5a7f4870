import { expect } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { openFragileStore } from '../harness/open-fragile-store.js'
import { serverJson } from '../harness/server-json.js'
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
