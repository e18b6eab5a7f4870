import { type ServerResponse, UncheckedJson } from '@mcp-registry/contract'
import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { encodeCursor } from '../../src/entries/cursor.js'
import { toImportedRow, readEntry } from '../../src/catalog/import/imported-entry.js'
import { listServers } from '../../src/catalog/list/list-servers.js'
import { publishServer } from '../../src/catalog/publish/publish-server.js'
import { insertVersions } from '../../src/catalog/rows/write-versions.js'
import type { Store } from '../../src/store/open-store.js'
import { toOfficial, toTestCatalog, walk } from '../harness/open-test-catalog.js'
import { openTestStore } from '../harness/open-test-store.js'

/** Puts rows into the store without publishing them: one latest version for each name, and none deleted. */
async function fill(store: Store, rows: readonly { name: string; version: string; title?: string; description?: string }[]) {
  const seen = new Set<string>()
  const time = '2025-10-09T17:05:17.793149Z'
  const versions = rows.map(({ name, version, ...texts }, index) => {
    const document = JSON.stringify({ name, version, description: 'A server', ...texts })
    const isFirst = !seen.has(name)
    seen.add(name)
    const row = toImportedRow(readEntry({ name, version, document, meta: {} }, new Date()), isFirst, {
      publishedAt: time,
      updatedAt: time,
    })
    return { ...row, change_number: index + 1 }
  })
  await store.transaction((tx) => insertVersions(tx, versions))
  await store.db.updateTable('change_clock').set({ number: versions.length }).execute()
}

const names = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `com.example/s${String(index).padStart(4, '0')}`, version: '1.0.0' }))

verifies('edge-1', 'without a limit a page has thirty entries', async () => {
  await using store = await openTestStore()
  await fill(store, names(31))
  expect((await toTestCatalog(store).list()).metadata.count).toBe(30)
})

verifies('edge-2', 'the second page of sixty entries at thirty a page is the last', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  await fill(store, names(60))
  const first = await catalog.list({ limit: 30 })
  const second = await catalog.list({ limit: 30, cursor: first.metadata.nextCursor ?? '' })
  expect(second.metadata).toEqual({ count: 30 })
})

verifies('edge-3', 'a list of nothing is an empty array with a count of 0', async () => {
  await using store = await openTestStore()
  expect(String((await listServers({ store }, { search: 'nothing' })).body)).toBe('{"servers":[],"metadata":{"count":0}}')
})

verifies('edge-4', 'entries come in byte order of name and version', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  await fill(
    store,
    [
      ['ai.x/a', '0.2.0'],
      ['ai.x/a', '0.10.0'],
      ['ai.x/Rect', '1.0.0'],
      ['ai.x/a-b', '1.0.0'],
      ['ai.x/a.b', '1.0.0'],
    ].map(([name = '', version = '']) => ({ name, version })),
  )
  const { servers } = await catalog.list()
  expect(servers.map(({ server }) => `${server.name} ${server.version}`)).toEqual([
    'ai.x/Rect 1.0.0',
    'ai.x/a 0.10.0',
    'ai.x/a 0.2.0',
    'ai.x/a-b 1.0.0',
    'ai.x/a.b 1.0.0',
  ])
})

verifies('edge-5', 'versions with reserved characters survive list, cursor and detail', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  const versions = ['1.0.0+a', '1:2', '100%', 'a b', '1.0.1º', "it's", '..', 'a/b', '😀']
  await fill(
    store,
    versions.map((version) => ({ name: 'com.example/tool', version })),
  )
  const seen = await walk(catalog, { limit: 1 })
  expect(seen.map(({ server }) => server.version).sort()).toEqual([...versions].sort())
  for (const version of versions) expect((await catalog.get('com.example/tool', version)).server.version).toBe(version)
})

verifies('edge-6', 'a walk shows everything that was there, once, while others publish and change', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  for (let index = 0; index < 30; index++) await catalog.publish({ name: `io.github.alice/s${index}` })
  const seen: ServerResponse[] = []
  let page = await catalog.list({ limit: 1 })
  for (let turn = 0; ; turn++) {
    seen.push(...page.servers)
    const { nextCursor: cursor } = page.metadata
    if (cursor === undefined) break
    if (turn < 100) {
      // Before and behind the reader.
      await catalog.publish({ name: `io.github.${turn % 2 === 0 ? 'aaron' : 'bob'}/s${turn % 40}`, version: `1.${turn}.0` })
      const status = Math.floor(turn / 30) % 2 === 0 ? 'deprecated' : 'active'
      await catalog.setStatus(`io.github.alice/s${(turn * 7) % 30}`, '1.0.0', { status })
    }
    page = await catalog.list({ cursor, limit: 1 })
  }
  const ofAlice = seen.map(({ server }) => server.name).filter((name) => name.startsWith('io.github.alice/'))
  expect(ofAlice).toHaveLength(30)
  expect(new Set(ofAlice).size).toBe(30)
})

verifies('edge-7', 'the filters of a walk hold on every page, though only the cursor is sent', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  await fill(store, [{ name: 'io.github.alice/old', version: '1.0.0', title: 'Weather' }])
  for (let index = 0; index < 6; index++) {
    const title = index % 2 === 0 ? 'Weather' : 'Maps'
    for (const version of ['1.0.0', '2.0.0'])
      await catalog.publish({ name: `io.github.alice/s${index}`, version, title, description: title })
  }
  const seen = await walk(catalog, { limit: 1, search: 'weather', version: 'latest', updatedSince: '2025-12-01T00:00:00Z' })
  expect(seen.map(({ server }) => `${server.name} ${server.version}`)).toEqual(
    [0, 2, 4].map((index) => `io.github.alice/s${index} 2.0.0`),
  )
})

verifies('edge-8', 'an empty version is no filter, and only latest in lower case is special', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  await fill(store, [...names(2), { name: 'com.example/s0000', version: '2.0.0' }])
  expect((await catalog.list({ version: '' })).metadata.count).toBe(3)
  expect((await catalog.list({ version: 'latest' })).metadata.count).toBe(2)
  expect((await catalog.list({ version: '2.0.0' })).metadata.count).toBe(1)
  expect((await catalog.list({ version: 'LATEST' })).metadata.count).toBe(0)
})

verifies('edge-9', 'search text is literal, in any case, and all words must occur in any order', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  await fill(store, [
    { name: 'com.example/plain', version: '1', description: 'Nothing of note' },
    { name: 'com.example/a_b', version: '1', description: 'It has 100% of \\everything\\' },
    { name: 'com.example/wx', version: '1', title: 'WEATHER Ünit 😀', description: "Rain, snow and it's wind" },
  ])
  const found = async (search: string) => (await catalog.list({ search })).servers.map(({ server }) => server.name.slice(12))
  expect(await found('_')).toEqual(['a_b'])
  expect(await found('%')).toEqual(['a_b'])
  expect(await found('\\')).toEqual(['a_b'])
  expect(await found("'")).toEqual(['wx'])
  expect(await found('😀')).toEqual(['wx'])
  expect(await found('weather SNOW')).toEqual(['wx'])
  expect(await found('  snow\tüNIT ')).toEqual(['wx'])
  expect(await found('snow note')).toEqual([])
  expect(await found('w')).toEqual(['wx'])
  const words = Array.from({ length: 50 }, (_, index) => index).join(' ')
  for (const beyond of ['a\0b', 'x'.repeat(10_000), words])
    await expect(found(beyond)).rejects.toMatchObject({ code: 'invalid-parameter' })
  expect(await found('w a t h e r s n o d i l p m')).toEqual(['wx'])
})

verifies('edge-10', 'a cursor of other filters is refused, and the plain form is understood', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  await fill(store, names(5))
  const { nextCursor: cursor = '' } = (await catalog.list({ limit: 2, search: 'example' })).metadata
  await expect(catalog.list({ cursor, search: 'other' })).rejects.toMatchObject({
    code: 'invalid-cursor',
    message: expect.stringContaining('search'),
  })
  await expect(catalog.list({ cursor, includeDeleted: true })).rejects.toMatchObject({ code: 'invalid-cursor' })
  await expect(catalog.list({ cursor: 'made-up' })).rejects.toMatchObject({ code: 'invalid-cursor' })
  expect((await catalog.list({ cursor, search: ' example ', includeDeleted: false })).metadata.count).toBe(3)
  expect((await catalog.list({ cursor: 'com.example/s0002:1.0.0' })).metadata.count).toBe(2)
  expect((await catalog.list({ cursor: 'com.example/s0002:1.0.0', search: 's0004' })).metadata.count).toBe(1)
})

verifies('edge-11', 'updated_since takes fractions and offsets, and is strict', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  await fill(store, names(1))
  const count = async (updatedSince: string) => (await catalog.list({ updatedSince })).metadata.count
  expect(await count('2025-10-09T17:05:17.793149Z')).toBe(0)
  expect(await count('2025-10-09T19:05:17.793148+02:00')).toBe(1)
  expect(await count('2999-01-01T00:00:00Z')).toBe(0)
  await expect(count('2025-08-07')).rejects.toMatchObject({
    code: 'invalid-timestamp',
    message: expect.stringContaining('RFC 3339'),
  })
  await expect(count('1723036504')).rejects.toMatchObject({ code: 'invalid-timestamp' })
})

verifies('edge-12', 'a new latest version moves the old one into the incremental feed as well', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  const first = toOfficial(await catalog.publish({ version: '1.0.0' }))
  await catalog.publish({ version: '2.0.0' })
  const { servers } = await catalog.list({ updatedSince: first.updatedAt ?? '' })
  expect(servers.map((entry) => [entry.server.version, toOfficial(entry).isLatest])).toEqual([
    ['1.0.0', false],
    ['2.0.0', true],
  ])
})

verifies('edge-13', 'a deleted latest version and its successor are both in the incremental feed', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  await catalog.publish({ version: '1.0.0' })
  const second = toOfficial(await catalog.publish({ version: '2.0.0' }))
  await catalog.delete('io.github.alice/weather', '2.0.0')
  const { servers } = await catalog.list({ updatedSince: second.updatedAt ?? '' })
  expect(servers.map((entry) => [entry.server.version, toOfficial(entry).status, toOfficial(entry).isLatest])).toEqual([
    ['1.0.0', 'active', true],
    ['2.0.0', 'deleted', false],
  ])
})

test('a deleted version is in no list that does not ask for it', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  await catalog.publish()
  await catalog.delete('io.github.alice/weather', '1.0.0')
  expect((await catalog.list()).metadata.count).toBe(0)
  expect((await catalog.list({ version: 'latest' })).metadata.count).toBe(0)
  expect((await catalog.list({ includeDeleted: true })).metadata.count).toBe(1)
  expect((await catalog.list({ updatedSince: '2020-01-01T00:00:00Z' })).metadata.count).toBe(1)
  expect((await catalog.list({ updatedSince: '2020-01-01T00:00:00Z', includeDeleted: false })).metadata.count).toBe(0)
})

test('a cursor behind the last entry leads to an empty page', async () => {
  await using store = await openTestStore()
  await fill(store, names(1))
  const cursor = encodeCursor({ name: 'zz', version: '', filters: {} })
  expect((await toTestCatalog(store).list({ cursor })).metadata).toEqual({ count: 0 })
})

test('what is served has the key order and the spelling of numbers that were published', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  const text = '{"version":"1.0.0","zeta":{"b":1.50,"a":1e2},"name":"com.example/exact","description":"Exact"}'
  await publishServer(catalog.services, catalog.publisher, new UncheckedJson(text))
  expect(String((await listServers({ store }, {})).body)).toContain(`{"server":${text},"_meta":`)
})
