import { RegistryError } from '@mcp-registry/contract'
import { expect } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startTestRegistry } from '../harness/start-test-registry.js'

const dryRun = '/v0.1/publish?dry_run=true'

verifies('publish:dry-run', 'a dry run answers what publishing would, and changes nothing', async () => {
  await using registry = await startTestRegistry()
  const alice = registry.actingAs('io.github.alice')
  const tried = await alice.send('POST', dryRun, serverJson())
  expect(tried.statusCode).toBe(200)
  expect((await registry.get('/v0.1/servers')).json()).toEqual({ servers: [], metadata: { count: 0 } })
  expect(await registry.store.db.selectFrom('change_clock').select('number').executeTakeFirst()).toEqual({ number: 0 })
  const published = await alice.publish(serverJson())
  expect(tried.json().server).toEqual(published.json().server)
})

verifies('publish:dry-run', 'a dry run refuses what publishing would refuse', async () => {
  const ownership = {
    prove: async () => {
      throw new RegistryError('rule-violated', 'This package is not yours.')
    },
  }
  await using registry = await startTestRegistry()
  await using strict = await startTestRegistry({ ownership })
  const alice = registry.actingAs('io.github.alice')
  await alice.publish(serverJson())
  const codes = [
    await alice.send('POST', dryRun, serverJson({ description: 'Other content.' })),
    await alice.send('POST', dryRun, serverJson({ name: 'io.github.bob/weather' })),
    await alice.send('POST', dryRun, { ...serverJson(), version: 7 }),
    await strict.actingAs('io.github.alice').send('POST', dryRun, serverJson()),
  ].map((response) => response.json().code)
  expect(codes).toEqual(['version-exists', 'forbidden', 'invalid-document', 'rule-violated'])
})

verifies('publish:dry-run', 'a value that is neither true nor false does not publish', async () => {
  await using registry = await startTestRegistry()
  const response = await registry.actingAs('io.github.alice').send('POST', '/v0.1/publish?dry_run=perhaps', serverJson())
  expect(response.statusCode).toBe(422)
  expect((await registry.get('/v0.1/servers')).json().servers).toEqual([])
})
