import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { toOfficial, toTestCatalog } from '../harness/open-test-catalog.js'
import { openTestStore } from '../harness/open-test-store.js'

const name = 'io.github.alice/weather'

verifies('edge-15', 'latest follows deletion and restoration, not the order of publishing', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  const latest = async () => (await catalog.get(name, 'latest')).server.version
  await catalog.publish({ version: '1.0.0' })
  await catalog.publish({ version: '0.0.59' })
  expect(await latest()).toBe('1.0.0')
  await catalog.delete(name, '1.0.0')
  expect(await latest()).toBe('0.0.59')
  await catalog.setStatus(name, '1.0.0', { status: 'active' })
  expect(await latest()).toBe('1.0.0')
})

verifies(
  'edge-16',
  'with every version deleted the highest is found on request, and the next publication is latest',
  async () => {
    await using store = await openTestStore()
    const catalog = toTestCatalog(store)
    for (const version of ['1.0.0', '2.0.0']) await catalog.publish({ version })
    for (const version of ['1.0.0', '2.0.0']) await catalog.delete(name, version)
    await expect(catalog.get(name, 'latest')).rejects.toMatchObject({
      code: 'version-not-found',
      message: expect.stringContaining('include_deleted=true'),
    })
    await expect(catalog.versions(name)).rejects.toMatchObject({ code: 'server-not-found' })
    expect((await catalog.get(name, 'latest', { includeDeleted: true })).server.version).toBe('2.0.0')
    const next = await catalog.publish({ version: '0.0.1' })
    expect(toOfficial(next).isLatest).toBe(true)
    expect(next.warnings).toBeUndefined()
  },
)

verifies('edge-17', 'a deprecated latest version stays latest and says that it is deprecated', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  const published = await catalog.publish()
  await catalog.setStatus(name, '1.0.0', { status: 'deprecated', statusMessage: 'Use the other one.' })
  const official = toOfficial(await catalog.get(name, 'latest'))
  expect(official).toMatchObject({ status: 'deprecated', statusMessage: 'Use the other one.', isLatest: true })
  expect(official.publishedAt).toBe(toOfficial(published).publishedAt)
  expect(official.statusChangedAt).toBe(official.updatedAt)
  expect(official.updatedAt ?? '').not.toBe(official.publishedAt)
})

verifies('edge-43', 'a status message has at most 500 characters, and none with active', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  await catalog.publish()
  const set = (statusMessage: string) => catalog.setStatus(name, '1.0.0', { status: 'deprecated', statusMessage })
  expect(toOfficial(await set('😀'.repeat(500))).statusMessage).toHaveLength(1_000)
  await expect(set('x'.repeat(501))).rejects.toMatchObject({ code: 'rule-violated' })
  await expect(set('a\0b')).rejects.toMatchObject({ code: 'rule-violated' })
  const active = catalog.setStatus(name, '1.0.0', { status: 'active', statusMessage: 'back' })
  await expect(active).rejects.toMatchObject({ code: 'rule-violated' })
})

test('an update without a message removes the message that there is', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  await catalog.publish()
  const deprecate = async (statusMessage?: string | null) =>
    toOfficial(
      await catalog.setStatus(name, '1.0.0', { status: 'deprecated', ...(statusMessage !== undefined && { statusMessage }) }),
    )
  for (const without of [undefined, null, '']) {
    expect(await deprecate('Use the other one.')).toMatchObject({ statusMessage: 'Use the other one.' })
    expect(await deprecate(without)).not.toHaveProperty('statusMessage')
    await expect(deprecate(without)).rejects.toMatchObject({ code: 'no-changes' })
  }
  await deprecate('Use the other one.')
  const { updatedCount } = await catalog.setAllStatuses(name, { status: 'deprecated' })
  expect(updatedCount).toBe(1)
})

test('neither an edit nor a repeated deletion removes the status message', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  await catalog.publish()
  const message = { statusMessage: 'Use the other one.' }
  await catalog.setStatus(name, '1.0.0', { status: 'deprecated', ...message })
  expect(toOfficial(await catalog.edit({ description: 'Now with snow' }, 'deprecated'))).toMatchObject(message)
  await catalog.setStatus(name, '1.0.0', { status: 'deleted', ...message })
  expect(toOfficial(await catalog.delete(name, '1.0.0'))).toMatchObject(message)
})

verifies('edge-43', 'latest is no version that can be written to', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  await catalog.publish()
  await expect(catalog.setStatus(name, 'latest', { status: 'deprecated' })).rejects.toMatchObject({ code: 'rule-violated' })
  await expect(catalog.delete(name, 'latest')).rejects.toMatchObject({ code: 'rule-violated' })
  await expect(catalog.edit({ version: '1.0.0' })).resolves.toBeDefined()
})

test('a change that changes nothing is refused, but deleting twice is one deletion', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  await catalog.publish()
  await expect(catalog.setStatus(name, '1.0.0', { status: 'active' })).rejects.toMatchObject({ code: 'no-changes' })
  const deleted = await catalog.delete(name, '1.0.0')
  expect(await catalog.delete(name, '1.0.0')).toEqual(deleted)
  await expect(catalog.delete(name, '9.9.9')).rejects.toMatchObject({ code: 'version-not-found' })
  await expect(catalog.delete('io.github.alice/none', '1.0.0')).rejects.toMatchObject({ code: 'server-not-found' })
})

test('the status of all versions changes at once, and the answer lists those that changed', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  for (const version of ['1.0.0', '2.0.0', '3.0.0']) await catalog.publish({ version })
  await catalog.setStatus(name, '2.0.0', { status: 'deprecated' })
  const answer = await catalog.setAllStatuses(name, { status: 'deprecated' })
  expect(answer.updatedCount).toBe(2)
  expect(answer.servers.map(({ server }) => server.version)).toEqual(['1.0.0', '3.0.0'])
  await expect(catalog.setAllStatuses(name, { status: 'deprecated' })).rejects.toMatchObject({ code: 'no-changes' })
  await catalog.setAllStatuses(name, { status: 'deleted' })
  expect((await catalog.list({ includeDeleted: true })).servers.filter((entry) => toOfficial(entry).isLatest)).toHaveLength(1)
})

test('an edit replaces the document and keeps the publication', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  const published = await catalog.publish()
  const edited = await catalog.edit({ description: 'Now with snow' }, 'deprecated')
  expect(edited.server.description).toBe('Now with snow')
  expect(toOfficial(edited)).toMatchObject({ status: 'deprecated', publishedAt: toOfficial(published).publishedAt })
  expect(await catalog.edit({ description: 'Now with snow' }, 'deprecated')).toEqual(edited)
  expect((await catalog.list({ search: 'SNOW' })).metadata.count).toBe(1)
  await expect(catalog.edit({ version: '1.0.1' })).rejects.toMatchObject({ code: 'version-not-found' })
})

test('an edit proves packages that it adds, and only those', async () => {
  await using store = await openTestStore()
  const proven: unknown[] = []
  const ownership = { prove: async (document: unknown) => void proven.push(document) }
  const catalog = toTestCatalog(store, { ownership })
  const packages = [
    { registryType: 'npm', identifier: '@alice/weather', version: '1.0.0', transport: { type: 'stdio' as const } },
  ]
  await catalog.publish({ packages })
  await catalog.edit({ packages, title: 'Weather' })
  expect(proven).toHaveLength(1)
  await catalog.edit({ packages: [...packages, { ...packages[0], identifier: 'weather-two' } as never] })
  expect(proven).toHaveLength(2)
})

test('a status needs the permission to publish or to edit, an edit the one to edit', async () => {
  await using store = await openTestStore()
  await toTestCatalog(store).publish()
  const as = (action: 'publish' | 'edit', resource: string) => toTestCatalog(store, { permissions: [{ action, resource }] })
  await as('publish', 'io.github.alice/*').setStatus(name, '1.0.0', { status: 'deprecated' })
  await as('edit', '*').setStatus(name, '1.0.0', { status: 'active' })
  const stranger = as('publish', 'io.github.bob/*')
  await expect(stranger.setStatus(name, '1.0.0', { status: 'deprecated' })).rejects.toMatchObject({ code: 'forbidden' })
  await expect(stranger.delete(name, '1.0.0')).rejects.toMatchObject({ code: 'forbidden' })
  await expect(as('publish', '*').edit({})).rejects.toMatchObject({ code: 'forbidden' })
})
