import { expect, test } from 'vitest'
import { hideNamespace, showNamespace } from '../../../src/catalog/takedowns/hide-namespace.js'
import { listTakedowns } from '../../../src/catalog/takedowns/list-takedowns.js'
import { liftTakedown, takeDown } from '../../../src/catalog/takedowns/take-down.js'
import { publishDocument } from '../../../src/upstreams/publish-document.js'
import { toOfficial } from '../../harness/open-test-catalog.js'
import { serverJson } from '@mcp-registry/testkit/server-json'
import { GENERAL, NAME, openTestTakedowns } from './open-test-takedowns.js'

const takenDown = { code: 'taken-down' }

test('a version that is taken down is deleted for readers, with the public message, and the next one is latest', async () => {
  await using registry = await openTestTakedowns()
  for (const version of ['1.0.0', '2.0.0']) await registry.admin.publish({ name: NAME, version })
  const takedown = await registry.takeDown({ name: NAME, version: '2.0.0' }, 'It leaks data.')
  expect(takedown).toMatchObject({
    name: NAME,
    version: '2.0.0',
    reason: 'Malware.',
    publicMessage: 'It leaks data.',
    updatedCount: 1,
  })
  expect(await registry.states()).toEqual(['1.0.0 active*', '2.0.0 deleted: It leaks data.'])
  const latest = await registry.admin.get(NAME, 'latest')
  expect(latest.server.version).toBe('1.0.0')
  await expect(registry.admin.get(NAME, '2.0.0')).rejects.toMatchObject({ code: 'version-not-found' })
  const shown = await registry.admin.get(NAME, '2.0.0', { includeDeleted: true })
  expect(toOfficial(shown)).toMatchObject({ status: 'deleted', statusMessage: 'It leaks data.' })
  expect(toOfficial(shown).statusChangedAt).toBe(toOfficial(shown).updatedAt)
})

test('a server that is taken down is hidden with all of its versions, in every spelling, and gets no new ones', async () => {
  await using registry = await openTestTakedowns()
  for (const version of ['1.0.0', '2.0.0']) await registry.admin.publish({ name: NAME, version })
  await registry.takeDown({ name: 'COM.Example/Tool' })
  expect(await registry.states()).toEqual([`1.0.0 deleted: ${GENERAL}`, `2.0.0 deleted*: ${GENERAL}`])
  expect((await registry.admin.list()).servers).toEqual([])
  for (const catalog of [registry.owner, registry.admin]) {
    for (const version of ['1.0.0', '3.0.0']) {
      await expect(catalog.publish({ name: NAME, version })).rejects.toMatchObject(takenDown)
    }
  }
  expect(
    await publishDocument(registry.services, {
      name: NAME,
      version: '3.0.0',
      document: JSON.stringify(serverJson({ name: NAME, version: '3.0.0' })),
      value: {},
    }),
  ).toMatchObject({ kind: 'refused' })
})

test('a new version of a server of which one version is taken down can be published, that one cannot', async () => {
  await using registry = await openTestTakedowns()
  await registry.owner.publish({ name: NAME })
  await registry.takeDown({ name: NAME, version: '1.0.0' })
  await expect(registry.owner.publish({ name: NAME })).rejects.toMatchObject(takenDown)
  await registry.owner.publish({ name: NAME, version: '1.0.1' })
  expect(await registry.states()).toEqual([`1.0.0 deleted: ${GENERAL}`, '1.0.1 active*'])
})

test('neither its owner nor an administrator changes what is taken down; what changes nothing is no refusal', async () => {
  await using registry = await openTestTakedowns()
  for (const version of ['1.0.0', '2.0.0']) await registry.owner.publish({ name: NAME, version })
  await registry.takeDown({ name: NAME, version: '1.0.0' })
  const before = await registry.states()
  for (const { setStatus, setAllStatuses, edit } of [registry.owner, registry.admin]) {
    await expect(setStatus(NAME, '1.0.0', { status: 'active' })).rejects.toMatchObject(takenDown)
    await expect(setStatus(NAME, '1.0.0', { status: 'deleted', statusMessage: 'Mine.' })).rejects.toMatchObject(takenDown)
    await expect(setAllStatuses(NAME, { status: 'deprecated' })).rejects.toMatchObject(takenDown)
    await expect(edit({ name: NAME }, 'active')).rejects.toMatchObject(takenDown)
    await expect(edit({ name: NAME, title: 'Other' })).rejects.toMatchObject(takenDown)
  }
  expect(toOfficial(await registry.owner.delete(NAME, '1.0.0')).status).toBe('deleted')
  expect(toOfficial(await registry.owner.edit({ name: NAME })).status).toBe('deleted')
  expect(await registry.states()).toEqual(before)
  await registry.owner.setStatus(NAME, '2.0.0', { status: 'deprecated' })
})

test('an owner deletes a server of which one version is taken down', async () => {
  await using registry = await openTestTakedowns()
  for (const version of ['1.0.0', '2.0.0']) await registry.owner.publish({ name: NAME, version })
  await registry.takeDown({ name: NAME, version: '1.0.0' })
  const { updatedCount, servers } = await registry.owner.setAllStatuses(NAME, { status: 'deleted', statusMessage: 'Moved.' })
  expect(updatedCount).toBe(1)
  expect(servers.map(({ server }) => server.version)).toEqual(['2.0.0'])
  expect(await registry.states()).toEqual([`1.0.0 deleted: ${GENERAL}`, '2.0.0 deleted*: Moved.'])
  await registry.owner.setAllStatuses(NAME, { status: 'deleted' })
  await expect(registry.owner.setAllStatuses(NAME, { status: 'deleted' })).rejects.toMatchObject({ code: 'no-changes' })
})

test('lifting a takedown gives every version its status back, but what another takedown holds', async () => {
  await using registry = await openTestTakedowns()
  for (const version of ['1.0.0', '2.0.0', '3.0.0']) await registry.owner.publish({ name: NAME, version })
  await registry.owner.setStatus(NAME, '1.0.0', { status: 'deprecated', statusMessage: 'Old.' })
  await registry.owner.delete(NAME, '3.0.0')
  const before = await registry.states()
  await registry.takeDown({ name: NAME, version: '2.0.0' }, 'Bad.')
  await registry.takeDown({ name: NAME })
  expect(await registry.states()).toEqual([`1.0.0 deleted: ${GENERAL}`, '2.0.0 deleted: Bad.', `3.0.0 deleted*: ${GENERAL}`])
  expect(await registry.lift({ name: NAME })).toMatchObject({ name: NAME, updatedCount: 2 })
  expect(await registry.states()).toEqual(['1.0.0 deprecated*: Old.', '2.0.0 deleted: Bad.', '3.0.0 deleted'])
  await registry.lift({ name: NAME, version: '2.0.0' })
  expect(await registry.states()).toEqual(before)
  await expect(registry.lift({ name: NAME })).rejects.toMatchObject({ code: 'takedown-not-found' })
  expect(await registry.store.db.selectFrom('hidden_versions').selectAll().execute()).toEqual([])
})

test('a second takedown of the same replaces its texts and nothing else', async () => {
  await using registry = await openTestTakedowns()
  await registry.owner.publish({ name: NAME })
  const first = await registry.takeDown({ name: NAME })
  const second = await registry.takeDown({ name: NAME }, 'It leaks data.')
  expect(second).toEqual({ ...first, publicMessage: 'It leaks data.', updatedCount: 1 })
  expect(await registry.states()).toEqual(['1.0.0 deleted*: It leaks data.'])
  expect(await registry.takeDown({ name: NAME }, 'It leaks data.')).toEqual({ ...second, updatedCount: 0 })
  await registry.lift({ name: NAME })
  expect(await registry.states()).toEqual(['1.0.0 active*'])
})

test('only an administrator takes down, lifts and lists', async () => {
  await using registry = await openTestTakedowns()
  await registry.owner.publish({ name: NAME })
  const { services, owner } = registry
  for (const attempt of [
    takeDown(services, owner.publisher, { name: NAME }, { reason: 'Mine.' }),
    liftTakedown(services, owner.publisher, { name: NAME }),
    listTakedowns(services, owner.publisher, { limit: 10 }),
    hideNamespace(services, owner.publisher, 'com.example', { reason: 'Mine.' }),
    showNamespace(services, owner.publisher, 'com.example'),
  ]) {
    await expect(attempt).rejects.toMatchObject({ code: 'forbidden' })
  }
})

test('what is not there cannot be taken down', async () => {
  await using registry = await openTestTakedowns()
  await registry.owner.publish({ name: NAME })
  for (const name of ['com.example/none', 'com.example/\0', '\uD800'])
    await expect(registry.takeDown({ name }), name).rejects.toMatchObject({ code: 'server-not-found' })
  for (const version of ['9.9.9', '', '\0'])
    await expect(registry.takeDown({ name: NAME, version }), version).rejects.toMatchObject({ code: 'version-not-found' })
  await expect(registry.takeDown({ name: NAME, version: 'latest' })).rejects.toMatchObject({ code: 'rule-violated' })
  await expect(registry.takeDown({ name: NAME }, 'a\0b')).rejects.toMatchObject({ code: 'rule-violated' })
  for (const target of [{ name: NAME }, { name: 'x\0/y' }, { name: NAME, version: '\uD800' }])
    await expect(registry.lift(target)).rejects.toMatchObject({ code: 'takedown-not-found' })
})

test('a denied namespace is hidden with all below it, and its denial gives everything back', async () => {
  await using registry = await openTestTakedowns()
  const names = ['com.spam/a', 'com.spam.deep/b', 'com.spammer/c', 'com.spa/d', 'com.spam-x/e', 'Com.Spam/F']
  for (const name of names) await registry.admin.publish({ name })
  expect(await registry.deny('com.spam')).toMatchObject({ namespace: 'com.spam', updatedCount: 3 })
  const listed = async () => (await registry.admin.list()).servers.map(({ server }) => server.name)
  expect(await listed()).toEqual(['com.spa/d', 'com.spam-x/e', 'com.spammer/c'])
  for (const name of ['com.spam/new', 'com.spam.deep/b'])
    await expect(registry.admin.publish({ name, version: '2.0.0' })).rejects.toMatchObject({ code: 'namespace-denied' })
  await expect(registry.admin.setStatus('com.spam/a', '1.0.0', { status: 'active' })).rejects.toMatchObject({
    code: 'namespace-denied',
  })
  expect(await registry.allow('com.spam')).toMatchObject({ updatedCount: 3 })
  expect(await listed()).toEqual(names.toSorted())
})

test('what was taken down stays so when the denial of its namespace is lifted', async () => {
  await using registry = await openTestTakedowns()
  for (const name of ['com.spam/a', 'com.spam/b']) await registry.admin.publish({ name })
  await registry.takeDown({ name: 'com.spam/a' }, 'Bad.')
  await registry.deny('com.spam')
  expect(await registry.states('com.spam/a')).toEqual(['1.0.0 deleted*: Bad.'])
  await registry.allow('com.spam')
  expect(await registry.states('com.spam/a')).toEqual(['1.0.0 deleted*: Bad.'])
  expect(await registry.states('com.spam/b')).toEqual(['1.0.0 active*'])
})

test('a version that is being published while its namespace is denied is hidden, too', async () => {
  await using registry = await openTestTakedowns()
  await registry.admin.publish({ name: 'com.spam/a' })
  const publishing = ['1', '2', '3', '4'].map((minor) =>
    registry.admin
      .publish({ name: 'com.spam/a', version: `1.${minor}.0` })
      .catch(({ code }) => expect(code).toBe('namespace-denied')),
  )
  await registry.deny('com.spam')
  await Promise.all(publishing)
  for (const state of await registry.states('com.spam/a')) expect(state).toContain('deleted')
})
