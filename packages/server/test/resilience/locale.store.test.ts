import { sql } from 'kysely'
import { describe, expect, inject } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { openLocalizedStore } from '../harness/open-test-store.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { startTestRegistry } from '../harness/start-test-registry.js'

const EXTENSION = '/v0.1/x/io.modelcontextprotocol.registry'
// In byte order, which is not that of a dictionary.
const NAMES = ['com.example/AI-Tool', 'com.example/ILIK', 'com.example/Zebra', 'com.example/apple', 'com.example/iris']

async function startTurkishRegistry() {
  const store = await openLocalizedStore('tr-TR')
  const registry = await startTestRegistry({ store })
  const admin = registry.actingAs([
    { action: 'publish', resource: '*' },
    { action: 'edit', resource: '*' },
  ])
  for (const name of NAMES.toReversed()) await admin.publish(serverJson({ name, title: `IRMAK of ${name}` }))
  const read = async (path: string) => {
    const authorization = `Bearer ${await admin.token()}`
    return (await registry.inject({ url: path, headers: { authorization } })).json<Record<string, unknown>>()
  }
  return {
    admin,
    read,
    /** The names that the list, or the ranked search, answers. */
    async listNames(path: string) {
      const { servers } = (await read(path)) as { servers: { server: { name: string } }[] }
      return servers.map(({ server }) => server.name)
    },
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]()
      await store.close()
    },
  }
}

describe.runIf(inject('database').engine === 'postgres')('in a database of the Turkish ICU locale', () => {
  verifies('edge-59', 'the small form of I is another letter, and names have another order', async () => {
    await using store = await openLocalizedStore('tr-TR')
    const { rows } = await sql<{ folded: string; is_before: boolean }>`
      select lower('AI') as folded, 'apple' < 'Zebra' as is_before`.execute(store.db)
    expect(rows).toEqual([{ folded: 'aı', is_before: true }])
  })

  verifies('edge-59', 'lists are in byte order, on every page', async () => {
    await using registry = await startTurkishRegistry()
    expect(await registry.listNames('/v0.1/servers')).toEqual(NAMES)
    const first = (await registry.read('/v0.1/servers?limit=2')) as { metadata: { nextCursor: string } }
    expect(await registry.listNames(`/v0.1/servers?limit=2&cursor=${first.metadata.nextCursor}`)).toEqual(NAMES.slice(2, 4))
  })

  verifies('edge-59', 'searches of the list and ranked searches find in any case', async () => {
    await using registry = await startTurkishRegistry()
    for (const search of ['AI-TOOL', 'ai-tool', 'Ai-Tool']) {
      expect(await registry.listNames(`/v0.1/servers?search=${search}`), search).toEqual(['com.example/AI-Tool'])
      expect((await registry.listNames(`${EXTENSION}/search?q=${search}`))[0], search).toBe('com.example/AI-Tool')
    }
    for (const search of ['ILIK', 'ilik', 'il']) {
      expect(await registry.listNames(`/v0.1/servers?search=${search}`), search).toEqual(['com.example/ILIK'])
    }
    for (const search of ['IRMAK', 'irmak', 'ir']) {
      expect(await registry.listNames(`/v0.1/servers?search=${search}`), search).toEqual(NAMES)
    }
    // A word that nobody has is corrected.
    expect(await registry.listNames(`${EXTENSION}/search?q=IRMAQ`)).toHaveLength(NAMES.length)
  })

  verifies('edge-59', 'the audit log is looked up by any spelling of a name', async () => {
    await using registry = await startTurkishRegistry()
    for (const name of ['com.example/AI-Tool', 'com.example/ai-tool', 'COM.EXAMPLE/AI-TOOL']) {
      expect(await registry.read(`${EXTENSION}/audit?server=${encodeURIComponent(name)}`), name).toMatchObject({
        entries: [{ action: 'publish', serverName: 'com.example/AI-Tool', outcome: 'done' }],
      })
    }
  })

  verifies('edge-59', 'a namespace is denied, and allowed again, in any spelling', async () => {
    await using registry = await startTurkishRegistry()
    const denial = (spelling: string) => `${EXTENSION}/denylist/${spelling}`
    const denied = await registry.admin.send('PUT', denial('com.example.AI'), { reason: 'Spam.' })
    expect(denied.json()).toMatchObject({ namespace: 'com.example.ai' })
    expect(await registry.read(`${EXTENSION}/denylist`)).toMatchObject({ denied: [{ namespace: 'com.example.ai' }] })
    expect((await registry.admin.send('DELETE', denial('COM.EXAMPLE.AI'))).statusCode).toBe(200)
  })

  verifies('edge-59', 'a second spelling of a name is a conflict', async () => {
    await using registry = await startTurkishRegistry()
    const second = await registry.admin.publish(serverJson({ name: 'com.example/ilik' }))
    expect(second.json()).toMatchObject({ status: 409, code: 'name-spelling-conflict' })
  })
})
