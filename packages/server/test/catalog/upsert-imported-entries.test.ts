import { expect, test } from 'vitest'
import type { ImportedEntry } from '../../src/catalog/imported-entry.js'
import { repairLatest } from '../../src/catalog/repair-latest.js'
import { upsertImportedEntries } from '../../src/catalog/upsert-imported-entries.js'
import { toOfficial, toTestCatalog } from '../harness/open-test-catalog.js'
import { openTestStore } from '../harness/open-test-store.js'

const OFFICIAL = 'io.modelcontextprotocol.registry/official'

function toImported(version: string, official: Record<string, unknown> = {}, name = 'com.example/tool'): ImportedEntry {
  const document = JSON.stringify({ name, version, description: 'A tool', repository: {}, weight: 1 }).replace('1}', '1.0}')
  const times = { publishedAt: '2025-10-09T17:05:17.793Z', updatedAt: '2025-10-09T17:05:17.793149Z' }
  return { name, version, document, meta: { [OFFICIAL]: { status: 'active', ...times, isLatest: true, ...official } } }
}

test('an imported entry comes out as it went in', async () => {
  await using store = await openTestStore()
  const { services, get } = toTestCatalog(store)
  const meta = {
    'com.example/notes': { stars: 4 },
    [OFFICIAL]: {
      status: 'deprecated',
      statusMessage: 'Use the other one',
      publishedAt: '2025-10-09T17:05:17.793Z',
      updatedAt: '2025-10-09T17:05:17.793149Z',
      isLatest: true,
      serverId: 'x1',
    },
  }
  const outcome = await upsertImportedEntries(services, [{ ...toImported('1.0.1º'), meta }])
  expect(outcome).toMatchObject({ added: 1, replaced: 0, unchanged: 0, kept: 0, refused: [], warnings: [] })
  expect(await get('com.example/tool', 'latest')).toEqual({
    server: { name: 'com.example/tool', version: '1.0.1º', description: 'A tool', repository: {}, weight: 1 },
    _meta: meta,
  })
  const { document } = await store.db.selectFrom('versions').select('document').executeTakeFirstOrThrow()
  expect(document).toContain('"weight":1.0')
})

test('what separates the texts of documents on their way may occur in them, escaped', async () => {
  await using store = await openTestStore()
  const { services } = toTestCatalog(store)
  const meta = { 'com.example/notes': '\u001E' }
  const entries = ['1.0.0', '2.0.0'].map((version) => ({ ...toImported(version, {}, 'com.example/a\u001Eb'), meta }))
  await upsertImportedEntries(services, entries)
  const rows = await store.db.selectFrom('versions').select(['name', 'version', 'document']).orderBy('version').execute()
  expect(rows).toEqual(entries.map(({ name, version, document }) => ({ name, version, document })))
})

test('importing the same entries again changes nothing, also when their times are missing', async () => {
  await using store = await openTestStore()
  const { services } = toTestCatalog(store)
  const bare = { ...toImported('1.0.0', {}, 'com.example/bare'), meta: {} }
  const entries = [toImported('1.0.0', { isLatest: false }), toImported('2.0.0'), bare]
  await upsertImportedEntries(services, entries)
  await repairLatest(services, ['com.example/bare'])
  const before = await store.db.selectFrom('versions').selectAll().orderBy('change_number').execute()
  expect(await upsertImportedEntries(services, entries)).toMatchObject({ added: 0, replaced: 0, unchanged: 3 })
  expect(await store.db.selectFrom('versions').selectAll().orderBy('change_number').execute()).toEqual(before)
  expect(before.map((row) => row.change_number)).toEqual([1, 2, 4])
})

test('of two states of an entry the one updated later stays', async () => {
  await using store = await openTestStore()
  const { services, get } = toTestCatalog(store)
  await upsertImportedEntries(services, [toImported('1.0.0', { updatedAt: '2025-11-01T00:00:00Z' })])
  const older = toImported('1.0.0', { updatedAt: '2025-10-31T23:59:59Z', status: 'deprecated' })
  expect(await upsertImportedEntries(services, [older])).toMatchObject({ kept: 1, replaced: 0 })
  const newer = toImported('1.0.0', { updatedAt: '2025-11-01T00:00:01Z', status: 'deprecated' })
  expect(await upsertImportedEntries(services, [newer])).toMatchObject({ kept: 0, replaced: 1 })
  expect(toOfficial(await get('com.example/tool', '1.0.0'))).toMatchObject({
    status: 'deprecated',
    updatedAt: '2025-11-01T00:00:01Z',
  })
})

test('a version that is latest upstream takes the flag from the one that had it, whose times stay', async () => {
  await using store = await openTestStore()
  const { services, versions } = toTestCatalog(store)
  await upsertImportedEntries(services, [toImported('1.0.0')])
  await upsertImportedEntries(services, [toImported('2.0.0')])
  const { servers } = await versions('com.example/tool')
  expect(servers.map((entry) => [entry.server.version, toOfficial(entry).isLatest, toOfficial(entry).updatedAt])).toEqual([
    ['1.0.0', false, '2025-10-09T17:05:17.793149Z'],
    ['2.0.0', true, '2025-10-09T17:05:17.793149Z'],
  ])
})

test('a server whose entries are all without the flag gets a latest version', async () => {
  await using store = await openTestStore()
  const { services, get } = toTestCatalog(store)
  await upsertImportedEntries(services, [toImported('1.10.0', { isLatest: false }), toImported('1.9.0', { isLatest: false })])
  expect(await repairLatest(services, ['com.example/tool', 'com.example/none'])).toEqual(['com.example/tool'])
  expect((await get('com.example/tool', 'latest')).server.version).toBe('1.10.0')
  expect(await repairLatest(services, ['com.example/tool'])).toEqual([])
})

test('what the database cannot hold is refused with the reason, odd times are taken or reported', async () => {
  await using store = await openTestStore()
  const { services, get } = toTestCatalog(store)
  const entries = [
    toImported('a\0b'),
    toImported('1'.repeat(3_000)),
    toImported('early', { publishedAt: '0001-01-01T00:00:00Z', isLatest: false }),
    toImported('odd', { publishedAt: 'last week', status: 'sleeping', isLatest: false }),
  ]
  const outcome = await upsertImportedEntries(services, entries)
  expect(outcome.added).toBe(2)
  expect(outcome.refused.map(({ reason }) => reason)).toEqual([
    'It holds a character that is not text.',
    'Its name and version have more than 2,000 bytes.',
  ])
  expect(outcome.warnings.map(({ version }) => version)).toEqual(['odd', 'odd'])
  expect(toOfficial(await get('com.example/tool', 'early')).publishedAt).toBe('0001-01-01T00:00:00Z')
  expect(toOfficial(await get('com.example/tool', 'odd')).status).toBe('active')
})

test('imports and publications of the same servers at once leave one latest version each', async () => {
  await using store = await openTestStore()
  const { services, publish } = toTestCatalog(store)
  const names = Array.from({ length: 10 }, (_, index) => `com.example/tool-${index}`)
  const imports = Array.from({ length: 5 }, (_, round) =>
    upsertImportedEntries(
      services,
      names.map((name) => toImported(`0.${round}.0`, {}, name)),
    ),
  )
  const publications = names.flatMap((name) => ['1.0.0', '2.0.0'].map((version) => publish({ name, version })))
  await Promise.all([...imports, ...publications])
  const latest = await store.db.selectFrom('versions').select('name').where('is_latest', '=', true).execute()
  expect(latest.map((row) => row.name).sort()).toEqual(names)
})

test('a version published over an imported one leaves the rest of its metadata alone', async () => {
  await using store = await openTestStore()
  const { services, publish, get } = toTestCatalog(store)
  await upsertImportedEntries(services, [toImported('1.0.0')])
  await publish({ name: 'com.example/tool', version: '2.0.0' })
  const before = toOfficial(await get('com.example/tool', '1.0.0'))
  expect(before).toMatchObject({ isLatest: false, publishedAt: '2025-10-09T17:05:17.793Z' })
  expect(before.updatedAt).toBe(toOfficial(await get('com.example/tool', '2.0.0')).updatedAt)
})
