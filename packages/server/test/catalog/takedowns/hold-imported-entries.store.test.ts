import { expect, test } from 'vitest'
import type { ImportedEntry } from '../../../src/catalog/import/imported-entry.js'
import { settleTakedowns } from '../../../src/catalog/takedowns/settle-takedowns.js'
import { NAME, OFFICIAL, openTestTakedowns } from './open-test-takedowns.js'

/** Later than every change so far, and not too far ahead of the clock. */
const toNext = () => new Date(Date.now() + 30_000).toISOString()

test('an import neither brings back nor brings in what is taken down or denied', async () => {
  await using registry = await openTestTakedowns()
  const upstream = (version: string, official: object = {}, name = NAME): ImportedEntry => ({
    name,
    version,
    document: JSON.stringify({ name, version, description: 'A tool' }),
    meta: {
      'com.example/notes': 1,
      [OFFICIAL]: { status: 'active', publishedAt: '2025-01-01T00:00:00Z', updatedAt: '2025-01-01T00:00:00Z', ...official },
    },
  })
  const before = [upstream('1.0.0'), upstream('2.0.0', { isLatest: true })]
  await registry.import(before)
  await registry.takeDown({ name: NAME })
  await registry.deny('com.spam')
  const changed = upstream('1.0.0', { status: 'deprecated', statusMessage: 'Old.', updatedAt: toNext() })
  const outcome = await registry.import([
    changed,
    upstream('2.0.0', { isLatest: true }),
    upstream('3.0.0'),
    upstream('1.0.0', {}, 'com.spam/x'),
  ])
  expect(outcome).toMatchObject({ added: 0, replaced: 1, unchanged: 1 })
  expect(outcome.refused).toEqual([
    { name: NAME, version: '3.0.0', reason: `${NAME} was taken down here.` },
    {
      name: 'com.spam/x',
      version: '1.0.0',
      reason: 'This registry denies the namespace com.spam and all below it.',
      deniedNamespace: 'com.spam',
    },
  ])
  expect(await registry.store.db.selectFrom('versions').select(['version', 'status']).orderBy('version').execute()).toEqual([
    { version: '1.0.0', status: 'deleted' },
    { version: '2.0.0', status: 'deleted' },
  ])
  // Nothing is left to settle, and the same import again changes nothing.
  expect(await settleTakedowns(registry.services)).toBe(0)
  const rows = await registry.store.db.selectFrom('versions').selectAll().orderBy('version').execute()
  expect(await registry.import([changed, ...before])).toMatchObject({ added: 0, replaced: 0 })
  expect(await registry.store.db.selectFrom('versions').selectAll().orderBy('version').execute()).toEqual(rows)
  await registry.lift({ name: NAME })
  const { servers } = await registry.admin.versions(NAME)
  expect(servers.map((entry) => [entry.server.version, entry._meta])).toEqual(
    expect.arrayContaining([
      ['1.0.0', expect.objectContaining({ 'com.example/notes': 1 })],
      ['2.0.0', expect.objectContaining({ 'com.example/notes': 1 })],
    ]),
  )
  expect(await registry.states()).toEqual(['1.0.0 deprecated: Old.', '2.0.0 active*'])
})

test('what the upstream says of a denied server that is here is remembered until the denial is lifted', async () => {
  await using registry = await openTestTakedowns()
  const entry = (status: string, updatedAt: string): ImportedEntry => ({
    name: 'com.spam/x',
    version: '1.0.0',
    document: JSON.stringify({ name: 'com.spam/x', version: '1.0.0', description: 'x' }),
    meta: { [OFFICIAL]: { status, publishedAt: '2025-01-01T00:00:00Z', updatedAt, isLatest: true } },
  })
  await registry.import([entry('active', '2025-01-01T00:00:00Z')])
  await registry.deny('com.spam')
  await settleTakedowns(registry.services)
  expect(await registry.import([entry('deprecated', toNext())])).toMatchObject({ replaced: 1, refused: [] })
  const readStatus = async () => (await registry.store.db.selectFrom('versions').select('status').executeTakeFirst())?.status
  expect(await readStatus()).toBe('deleted')
  await registry.allow('com.spam')
  await settleTakedowns(registry.services)
  expect(await readStatus()).toBe('deprecated')
})

test('an import of entries without metadata does not touch what is taken down', async () => {
  await using registry = await openTestTakedowns()
  const bare = {
    name: NAME,
    version: '1.0.0',
    document: JSON.stringify({ name: NAME, version: '1.0.0', description: 'x' }),
    meta: {},
  }
  await registry.import([bare])
  await registry.takeDown({ name: NAME })
  const before = await registry.store.db.selectFrom('versions').selectAll().execute()
  expect(await registry.import([bare])).toMatchObject({ unchanged: 1 })
  expect(await registry.store.db.selectFrom('versions').selectAll().execute()).toEqual(before)
})

test('a version that is taken down alone does not take the flag of latest back in an import', async () => {
  await using registry = await openTestTakedowns()
  const entry = (version: string, isLatest: boolean, updatedAt: string): ImportedEntry => ({
    name: NAME,
    version,
    document: JSON.stringify({ name: NAME, version, description: 'x' }),
    meta: { [OFFICIAL]: { status: 'active', publishedAt: '2025-01-01T00:00:00Z', updatedAt, isLatest } },
  })
  await registry.import([entry('1.0.0', false, '2025-01-01T00:00:00Z'), entry('2.0.0', true, '2025-01-01T00:00:00Z')])
  await registry.takeDown({ name: NAME, version: '2.0.0' })
  await registry.import([entry('1.0.0', false, toNext()), entry('2.0.0', true, toNext())])
  const rows = await registry.store.db
    .selectFrom('versions')
    .select(['version', 'status', 'is_latest'])
    .orderBy('version')
    .execute()
  expect(rows).toEqual([
    { version: '1.0.0', status: 'active', is_latest: true },
    { version: '2.0.0', status: 'deleted', is_latest: false },
  ])
})

test('a change that the upstream made before the takedown, and that arrives after it, is remembered', async () => {
  await using registry = await openTestTakedowns()
  const entry = (day: number, official: object, description = 'x'): ImportedEntry => ({
    name: NAME,
    version: '1.0.0',
    document: JSON.stringify({ name: NAME, version: '1.0.0', description }),
    meta: {
      [OFFICIAL]: {
        status: 'active',
        publishedAt: '2025-01-01T00:00:00Z',
        updatedAt: `2025-01-0${day}T00:00:00Z`,
        isLatest: true,
        ...official,
      },
    },
  })
  const readRow = () => registry.store.db.selectFrom('versions').selectAll().executeTakeFirstOrThrow()
  await registry.import([entry(1, {})])
  await registry.takeDown({ name: NAME })
  const hidden = await readRow()
  const deprecated = entry(3, { status: 'deprecated', statusMessage: 'Old.' })
  expect(await registry.import([deprecated])).toMatchObject({ replaced: 1 })
  expect(await registry.import([deprecated])).toMatchObject({ unchanged: 1 })
  expect(await registry.import([entry(2, {}, 'Older')])).toMatchObject({ kept: 1 })
  const edited = entry(4, { status: 'deprecated', statusMessage: 'Old.' }, 'Newer')
  expect(await registry.import([edited])).toMatchObject({ replaced: 1 })
  const row = await readRow()
  expect(row).toMatchObject({ status: 'deleted', document: edited.document, updated_at: hidden.updated_at })
  expect(row.status_message).toBe(hidden.status_message)
  expect(await settleTakedowns(registry.services)).toBe(0)
  await registry.lift({ name: NAME })
  expect(await registry.states()).toEqual(['1.0.0 deprecated*: Old.'])
})
