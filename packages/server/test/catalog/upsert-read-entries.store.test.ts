import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import type { ImportedEntry } from '../../src/catalog/import/imported-entry.js'
import { repairLatest } from '../../src/catalog/import/repair-latest.js'
import { upsertImportedEntries } from '../harness/upsert-imported-entries.js'
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
      statusChangedAt: '2025-10-10T00:00:00Z',
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

test('odd times are taken or reported', async () => {
  await using store = await openTestStore()
  const { services, get } = toTestCatalog(store)
  const entries = [
    toImported('early', { publishedAt: '0001-01-01T00:00:00Z', isLatest: false }),
    toImported('odd', { publishedAt: 'last week', status: 'sleeping', isLatest: false }),
  ]
  const outcome = await upsertImportedEntries(services, entries)
  expect(outcome.added).toBe(2)
  expect(outcome.warnings.map(({ version }) => version)).toEqual(['odd', 'odd'])
  expect(toOfficial(await get('com.example/tool', 'early')).publishedAt).toBe('0001-01-01T00:00:00Z')
  expect(toOfficial(await get('com.example/tool', 'odd')).status).toBe('active')
})

const characters = (bytes: number) =>
  randomBytes(bytes)
    .toString('latin1')
    .replaceAll(/[\0-~]/g, 'ü')

verifies('edge-56', 'entries beyond the bounds are refused with the reason, and those within them go in', async () => {
  await using store = await openTestStore()
  const { services } = toTestCatalog(store)
  const refused: readonly (readonly [ImportedEntry, string])[] = [
    [toImported('1', {}, characters(1_350)), 'Its name has more than 200 characters.'],
    [toImported('1', {}, `a/${'😀'.repeat(199)}`), 'Its name has more than 200 characters.'],
    [toImported('1'.repeat(256)), 'Its version has more than 255 characters.'],
    [toImported('a\0b'), 'Its name or version contains U+0000 or an unpaired surrogate.'],
    [toImported('1', {}, 'com.example/\ud800'), 'Its name or version contains U+0000 or an unpaired surrogate.'],
    ...['../../x', 'a//b', '/x', 'x/', '..', 'a/../b', 'a\\..\\b', 'a/.'].map(
      (name) => [toImported('1', {}, name), 'Its name has an empty segment, "." or "..", so no URL leads to it.'] as const,
    ),
    ...['.', '..', '../1'].map(
      (version) => [toImported(version), 'Its version has a segment "." or "..", so no URL leads to it.'] as const,
    ),
    [{ ...toImported('1'), document: toDocument(131_073) }, 'Its document has 131073 bytes, more than 131072.'],
    [{ ...toImported('1'), meta: { note: 'x'.repeat(65_526) } }, 'Its _meta has 65537 bytes, more than 65536.'],
    [toImported('', {}), 'It has no name or no version.'],
  ]
  const accepted = [
    toImported('1', {}, `a/${'😀'.repeat(198)}`),
    toImported('é'.repeat(255)),
    { ...toImported('2'), document: toDocument(131_072) },
    { ...toImported('3'), meta: { note: 'x'.repeat(65_525) } },
    // What is odd, and has a URL, is kept as the other registry has it.
    ...['Knapcode.SampleMcpServer/aot/x', 'no-slash', 'a b/ü?#&%2F', '...'].map((name) => toImported('1', {}, name)),
  ]
  const outcome = await upsertImportedEntries(services, [...refused.map(([entry]) => entry), ...accepted])
  expect(outcome.refused.map(({ reason }) => reason)).toEqual(refused.map(([, reason]) => reason))
  expect(outcome.added).toBe(accepted.length)
})

/** A document of exactly so many bytes. */
function toDocument(bytes: number): string {
  const empty = JSON.stringify({ text: '' })
  return JSON.stringify({ text: 'x'.repeat(bytes - empty.length) })
}

verifies('edge-56', 'what only the database refuses is refused alone, wherever it stands', async () => {
  await using store = await openTestStore()
  const { services } = toTestCatalog(store)
  await sql`alter table versions add constraint no_poison check (version <> 'poison')`.execute(store.db)
  try {
    const entries = Array.from({ length: 40 }, (_, nth) =>
      toImported([3, 17, 18, 39].includes(nth) ? 'poison' : '1', {}, `a/${nth}`),
    )
    const outcome = await upsertImportedEntries(services, entries)
    expect(outcome.added).toBe(36)
    expect(outcome.refused.map(({ name }) => name)).toEqual(['a/3', 'a/17', 'a/18', 'a/39'])
    expect(outcome.refused[0]?.reason).toMatch(/^The database refuses it: .*no_poison/)
  } finally {
    await sql`alter table versions drop constraint no_poison`.execute(store.db)
  }
})

verifies(
  'edge-56',
  'a timestamp in the future is left out, so that pollers go on, and importing it again changes nothing',
  async () => {
    await using store = await openTestStore()
    const catalog = toTestCatalog(store)
    const entries = [
      toImported('1.0.0', { updatedAt: '9999-12-31T23:59:59Z' }),
      toImported(
        '1.0.0',
        { publishedAt: '9999-01-01T00:00:00Z', updatedAt: '9999-01-01T00:00:00Z', statusChangedAt: '9999-01-01T00:00:00Z' },
        'com.example/all',
      ),
    ]
    const outcome = await upsertImportedEntries(catalog.services, entries)
    expect(outcome).toMatchObject({ added: 2, refused: [] })
    expect(outcome.warnings.map(({ reason }) => reason)).toEqual([
      'Its updatedAt lies in the future and was omitted.',
      'Its publishedAt lies in the future and was omitted.',
      'Its updatedAt lies in the future and was omitted.',
      'Its statusChangedAt lies in the future and was omitted.',
    ])
    const seen = (await catalog.list({ updatedSince: '2025-01-01T00:00:00Z' })).servers
    expect(seen).toHaveLength(2)
    const greatest =
      seen
        .map((entry) => toOfficial(entry).updatedAt ?? '')
        .sort()
        .at(-1) ?? ''
    await catalog.publish()
    expect((await catalog.list({ updatedSince: greatest })).servers.map(({ server }) => server.name)).toEqual([
      'io.github.alice/weather',
    ])
    expect(await upsertImportedEntries(catalog.services, entries)).toMatchObject({ unchanged: 2 })
  },
)

verifies('edge-56', 'a clock that is somewhat ahead is believed, and what changes here next is later', async () => {
  const ahead = new Date(Date.now() + 30_000).toISOString().replace('Z', '999Z')
  // Without `updatedAt`, an entry was last changed when it was published.
  for (const times of [{ updatedAt: ahead }, { publishedAt: ahead, updatedAt: null }]) {
    await using store = await openTestStore()
    const catalog = toTestCatalog(store)
    await upsertImportedEntries(catalog.services, [toImported('1.0.0', times)])
    expect(toOfficial(await catalog.get('com.example/tool', '1.0.0')).updatedAt).toBe(ahead)
    await catalog.publish()
    expect((await catalog.list({ updatedSince: ahead })).metadata.count).toBe(1)
  }
})

test('a server takes no more imported versions, nor bytes, than it may have', async () => {
  await using store = await openTestStore()
  const { services } = toTestCatalog(store)
  const versions = ['1', '2', '3']
  const few = await upsertImportedEntries(
    { ...services, maxVersionsPerServer: 2 },
    versions.map((version) => toImported(version)),
  )
  expect(few).toMatchObject({ added: 2, refused: [{ version: '3', reason: expect.stringContaining('2 versions') }] })
  const bytes = 3_000
  const large = (version: string, size = 1_000) => ({
    ...toImported(version, {}, 'com.example/large'),
    document: toDocument(size),
  })
  const limited = { ...services, maxBytesPerServer: bytes }
  expect(
    await upsertImportedEntries(
      limited,
      versions.map((version) => large(version)),
    ),
  ).toMatchObject({
    added: 2,
    refused: [{ version: '3', reason: expect.stringContaining('3000 bytes') }],
  })
  // Smaller is in order, larger only while there is room.
  const updated = [large('1', 2_000), large('2', 500)].map((entry) => ({ ...entry, meta: { a: 1 } }))
  expect(await upsertImportedEntries(limited, updated)).toMatchObject({ refused: [{ version: '1' }], replaced: 1 })
  expect((await upsertImportedEntries(limited, [toImported('1', {}, 'com.example/other')])).added).toBe(1)
})

test('whatever an entry says, it goes in or is refused', async () => {
  await using store = await openTestStore()
  const { services } = toTestCatalog(store)
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom('\0', '\ud800', '..', 'latest', '\u001E'))
  const entry = fc.record({
    name: text,
    version: text,
    fields: fc.dictionary(fc.constantFrom('name', 'title', 'description', 'packages', 'remotes', 'x'), fc.jsonValue()),
    meta: fc.dictionary(text, fc.jsonValue()),
    official: fc.dictionary(
      fc.constantFrom('status', 'statusMessage', 'statusChangedAt', 'publishedAt', 'updatedAt', 'isLatest', 'other'),
      fc.oneof(fc.jsonValue(), text, fc.constantFrom('deleted', '2026-01-01T00:00:00Z', '9999-12-31T23:59:60-23:59')),
    ),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 10 }), async (entries) => {
      const imported = entries.map(({ name, version, fields, meta, official }) => {
        // As the text of a source, which holds no NUL.
        const read = (value: unknown) => JSON.parse(JSON.stringify(value).replaceAll('\\u0000', ' '))
        return { name, version, document: JSON.stringify(read(fields)), meta: { ...read(meta), [OFFICIAL]: read(official) } }
      })
      const { added, replaced, unchanged, kept, refused } = await upsertImportedEntries(services, imported)
      expect(added + replaced + unchanged + kept + refused.length).toBe(entries.length)
      expect(refused.filter(({ reason }) => reason.startsWith('The database'))).toEqual([])
    }),
    { numRuns: 40 },
  )
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
