import { createRegistryClient, RegistryClientError } from '@mcp-registry/client'
import { describe, expect, test } from 'vitest'
import { startTestRegistry } from '../../server/test/harness/start-test-registry.js'
import { contractDocument, type ContractTarget, describeRegistryContract } from './harness/registry-contract.js'

async function startOwnRegistry(): Promise<ContractTarget & { readonly token: () => Promise<string> }> {
  const registry = await startTestRegistry()
  const token = () => registry.actingAs('io.github.alice').token()
  const options = { baseUrl: await registry.listen(), token }
  return {
    options,
    token,
    async publish(name, version) {
      await createRegistryClient(options).publishServer(contractDocument(name, version))
    },
    [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose](),
  }
}

describeRegistryContract('our own registry', startOwnRegistry)

describe('with our own registry, a publisher', () => {
  const name = 'io.github.alice/weather'

  test('validates, publishes, edits, deprecates and deletes', async () => {
    await using registry = await startOwnRegistry()
    const client = createRegistryClient(registry.options)
    const document = contractDocument(name, '1.0.0')
    expect(await client.validateServer({ ...document, description: '' })).toMatchObject({ valid: false })
    expect(await client.validateServer(JSON.stringify(document))).toMatchObject({ valid: true })
    expect((await client.publishServer(JSON.stringify(document))).server).toEqual(document)
    const edited = { ...document, description: 'Weather, and tides' }
    expect((await client.editServer(name, '1.0.0', edited)).server.description).toBe('Weather, and tides')
    const status = async () =>
      (await client.getServerVersion(name, '1.0.0', { includeDeleted: true }))._meta['io.modelcontextprotocol.registry/official']
        ?.status
    await client.updateServerStatus(name, '1.0.0', { status: 'deprecated', statusMessage: 'Use another' })
    expect(await status()).toBe('deprecated')
    expect(await client.updateAllServerStatuses(name, { status: 'active' })).toMatchObject({ updatedCount: 1 })
    await client.deleteServer(name, '1.0.0')
    expect(await status()).toBe('deleted')
  })

  test('adds, lists and removes owners', async () => {
    await using registry = await startOwnRegistry()
    const client = createRegistryClient(registry.options)
    expect(await client.addServerOwner(name, 'io.github.Bob')).toEqual({ name, owner: 'io.github.bob', changed: true })
    const owners = { name, namespace: 'io.github.alice', owners: ['io.github.bob'] }
    expect(await client.listServerOwners(name)).toEqual(owners)
    expect(await client.removeServerOwner(name, 'io.github.bob')).toMatchObject({ changed: true })
    expect(await client.removeServerOwner(name, 'io.github.bob')).toMatchObject({ changed: false })
    await expect(client.listServerOwners(name, { extensionNamespace: 'com.example' })).rejects.toMatchObject({ status: 404 })
    await expect(client.addServerOwner(name, '..')).rejects.toThrow(TypeError)
  })

  test('lists clients, and as an administrator sets, removes and resets them', async () => {
    await using registry = await startTestRegistry()
    const token = () => registry.actingAs([{ action: 'edit', resource: '*' }]).token()
    const client = createRegistryClient({ baseUrl: await registry.listen(), token })
    const [cursor] = (await client.listClients({ q: 'cursor', category: 'editor' })).clients
    if (cursor === undefined) expect.fail('Cursor is not listed.')
    expect(await client.getClient(cursor.id)).toEqual(cursor)
    expect(await client.putClient(cursor.id, { ...cursor, title: 'Ours' })).toEqual({ id: cursor.id, origin: 'administrator' })
    expect(await client.getClient(cursor.id)).toMatchObject({ title: 'Ours' })
    expect(await client.deleteClient(cursor.id)).toMatchObject({ origin: 'none' })
    await expect(client.getClient(cursor.id)).rejects.toMatchObject({ problem: { code: 'client-not-found' } })
    expect((await client.listClients()).metadata).toMatchObject({ changed: [], removed: [cursor.id] })
    expect(await client.deleteClient(cursor.id, { reset: true })).toMatchObject({ origin: 'program' })
    await expect(client.listClients({}, { extensionNamespace: 'com.example' })).rejects.toMatchObject({ status: 404 })
  })

  test('is told by code what is wrong', async () => {
    await using registry = await startOwnRegistry()
    const client = createRegistryClient(registry.options)
    const refusal = async (promise: Promise<unknown>) => {
      const error = await promise.catch((reason: unknown) => reason)
      return error instanceof RegistryClientError ? error.code : error
    }
    await client.publishServer(contractDocument(name, '1.0.0'))
    expect(await refusal(client.publishServer({ ...contractDocument(name, '1.0.0'), description: 'Other' }))).toBe(
      'version-exists',
    )
    expect(await refusal(client.publishServer(contractDocument('io.github.bob/x', '1.0.0')))).toBe('forbidden')
    expect(await refusal(client.publishServer('{}', { token: 'nonsense' }))).toBe('invalid-token')
    expect(await refusal(client.listServers({ limit: 1000 }))).toBe('invalid-parameter')
    expect(await refusal(client.getServerVersion(name, '9.9.9'))).toBe('version-not-found')
  })

  test('is answered out of the cache while nothing changes', async () => {
    await using registry = await startOwnRegistry()
    const statuses: number[] = []
    const watching: typeof fetch = async (input, init) => {
      const answer = await fetch(input, init)
      statuses.push(answer.status)
      return answer
    }
    const client = createRegistryClient({ ...registry.options, fetch: watching, apiVersion: 'v0.1' })
    await registry.publish(name, '1.0.0')
    const first = await client.listServers()
    expect(await client.listServers()).toEqual(first)
    await registry.publish(name, '1.1.0')
    expect((await client.listServers()).servers).toHaveLength(2)
    expect(statuses).toEqual([200, 304, 200])
  })

  test('is followed: a change comes while the registry holds its answer back', async () => {
    await using registry = await startOwnRegistry()
    const stop = new AbortController()
    const waits: string[] = []
    const watching: typeof fetch = async (input, init) => {
      const answer = fetch(input, init)
      const url = input instanceof Request ? input.url : input.toString()
      if (url.includes('wait=30') && waits.push(url) === 1) await registry.publish(name, '1.0.0')
      return answer
    }
    const client = createRegistryClient({ ...registry.options, fetch: watching, apiVersion: 'v0.1' })
    const changes = client.changes(undefined, { follow: true, signal: stop.signal })
    expect((await changes.next()).value?.entries).toMatchObject([{ server: { name } }])
    const next = changes.next()
    stop.abort()
    await expect(next).rejects.toMatchObject({ code: 'aborted' })
    expect(waits[0]).toContain('since=0')
  })
})
