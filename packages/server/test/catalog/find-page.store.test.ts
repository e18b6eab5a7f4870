import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { ListFilters } from '../../src/entries/cursor.js'
import { findPage, type PageQuery } from '../../src/catalog/list/find-page.js'
import { insertVersions } from '../../src/catalog/rows/write-versions.js'
import type { VersionsTable } from '../../src/store/database.js'
import { openTestStore } from '../harness/open-test-store.js'
import { fillCatalog } from '../harness/fill-catalog.js'
import { recordPlans } from '../harness/record-plans.js'
import { toSearchText } from '../harness/search-text.js'

const NAMES = ['ai.acme/mail', 'ai.acme/Mail', 'com.zed/a', 'io.github.alice/mail-mcp', 'io.github.bob/notes', 'io.github.bob/zz']
const TEXTS = [
  'mail mcp server',
  '😀'.repeat(25) + '+',
  'a server of notes',
  'naïve straße',
  'c++ 100%_\\ 日本語 😀 qz',
  'x'.repeat(1_600),
]
const VERSIONS = ['0.1.0', '1.0.0', '2.0.0']
const TIMES = ['2026-01-01', '2026-02-01', '2026-03-01'].map((day) => `${day}T00:00:00.000000Z`)

const SEARCHED =
  'mail|server mcp|a|github.bob/|SS|xxx|notes|nothing|il|q|qz|zq|xx|ï|日|語|日本|本語 c+|++|+|%|_|\\|%_|😀|/z|qz mail|server ï'.concat(
    '|',
    '😀'.repeat(25),
    '+|',
    '😀'.repeat(25),
    '-',
  )

const row = fc.record({
  name: fc.constantFrom(...NAMES),
  version: fc.constantFrom(...VERSIONS),
  text: fc.constantFrom(...TEXTS),
  isDeleted: fc.boolean(),
  updatedAt: fc.constantFrom(...TIMES),
})

const page = fc.record(
  {
    filters: fc.record(
      {
        search: fc.constantFrom(...SEARCHED.split('|').map(toSearchText)),
        version: fc.constantFrom('latest', '1.0.0'),
        updatedSince: fc.constantFrom(...TIMES),
        includeDeleted: fc.boolean(),
        asOf: fc.integer({ min: 0, max: 18 }),
      },
      { requiredKeys: [] },
    ),
    limit: fc.integer({ min: 1, max: 6 }),
    after: fc.record({ name: fc.constantFrom(...NAMES, 'com'), version: fc.constantFrom(...VERSIONS) }),
  },
  { requiredKeys: ['filters', 'limit'] },
)

const bounds = fc.record({ walkedNames: fc.integer({ min: 1, max: 8 }), sortedRows: fc.constantFrom(0, 3, 1_000_000) })

test('whichever way a page is found, it holds what looking at every version finds', async () => {
  await using store = await openTestStore()
  const rowsOf = fc.uniqueArray(row, { selector: ({ name, version }) => `${name} ${version}`, maxLength: 18 })
  await fc.assert(
    fc.asyncProperty(rowsOf, fc.array(fc.tuple(page, bounds), { minLength: 1, maxLength: 12 }), async (drafts, pages) => {
      await sql`truncate versions, search_texts cascade`.execute(store.db)
      const latest = new Map(drafts.map(({ name, version }) => [name, version]))
      const rows = drafts.map((draft, index) => toRow(draft, latest.get(draft.name) === draft.version, index + 1))
      await store.transaction((tx) => insertVersions(tx, rows))
      for (const [query, bound] of pages) {
        const found = await findPage(store.db, query, bound)
        expect(found.map(({ name, version }) => `${name} ${version}`)).toEqual(lookAtAll(rows, query))
      }
    }),
    { numRuns: 15 },
  )
})

test('a name whose texts became too many for an index is still found by each of them', async () => {
  await using store = await openTestStore()
  const words = Array.from({ length: 40 }, (_, index) => `${String(index).padStart(2, '0')}${'word'.repeat(10)}`)
  for (const [index, text] of words.entries()) {
    const draft = { name: 'io.github.bob/notes', version: `1.${index}.0`, text, isDeleted: false, updatedAt: TIMES[0] ?? '' }
    await store.transaction((tx) => insertVersions(tx, [toRow(draft, index === 0, index + 1)]))
  }
  for (const sortedRows of [0, 1_000_000]) {
    for (const search of words)
      expect(
        await findPage(store.db, { filters: { search: toSearchText(search) }, limit: 2 }, { walkedNames: 1, sortedRows }),
      ).toHaveLength(1)
  }
})

// `io.github` is in one half of the names, which lie together.
const SEARCHES = ['', 'rareword', 'common', 'server', 'common rareword', 'io.github', 'zq']

test('no page is found by a scan of a table, or by sorting more than an index has found', async () => {
  await using store = await openTestStore()
  await fillCatalog(store, { names: 6_000, versionsPerName: 2 })
  const plans = recordPlans(store.db)
  const ago = (hours: number) => new Date(Date.UTC(2026, 0, 1, -hours)).toISOString()
  for (const [index, filters] of combine(ago(1), ago(24 * 21)).entries()) {
    const after = index % 4 < 2 ? undefined : { name: 'io.github.8', version: '1.0.0' }
    await findPage(plans.db, { filters, limit: 31, ...(after && { after }) }, { walkedNames: 500, sortedRows: 1_000 })
  }
  expect(plans.listFaults()).toEqual([])
  expect(plans.count).toBeGreaterThan(168)
})

test('what few names have is looked up, however short it is', async () => {
  await using store = await openTestStore()
  await fillCatalog(store, { names: 6_000, versionsPerName: 2 })
  for (const search of ['rareword', 'server rareword', 'zq', '日', '日本', '😀', 'q+', '~', 's zq', 'zq server']) {
    const plans = recordPlans(store.db)
    await findPage(plans.db, { filters: { search: toSearchText(search) }, limit: 31 })
    expect(plans.listScans().join(), search).not.toContain('search_texts_name')
  }
})

test('the keys of what changed lately are told by an index alone', async () => {
  await using store = await openTestStore()
  await fillCatalog(store, { names: 6_000, versionsPerName: 2 })
  for (const filters of [{ includeDeleted: true }, {}, { version: 'latest' }, { asOf: 11_000 }]) {
    const plans = recordPlans(store.db)
    await findPage(plans.db, { filters: { updatedSince: '2025-12-31T12:00:00Z', ...filters }, limit: 101 })
    expect(plans.listScans().join(), JSON.stringify(filters)).toContain('Index Only Scan on versions_updated_at')
  }
})

function combine(recently: string, longAgo: string): ListFilters[] {
  return SEARCHES.flatMap((search) =>
    [undefined, 'latest', '1.0.0', '7.7.7'].flatMap((version) =>
      [undefined, recently, longAgo].flatMap((updatedSince) =>
        [false, true].map((includeDeleted) => ({
          ...(search && { search: toSearchText(search) }),
          ...(version && { version }),
          ...(updatedSince && { updatedSince }),
          includeDeleted,
        })),
      ),
    ),
  )
}

function lookAtAll(rows: readonly VersionsTable[], { filters, limit, after }: PageQuery): string[] {
  const words = (filters.search ?? '').toLowerCase().split(' ')
  return rows
    .filter(({ search_text }) => words.every((word) => search_text.includes(word)))
    .filter(({ status }) => filters.includeDeleted === true || status !== 'deleted')
    .filter(
      (found) =>
        filters.version === undefined || (filters.version === 'latest' ? found.is_latest : found.version === filters.version),
    )
    .filter(({ updated_at }) => filters.updatedSince === undefined || updated_at > filters.updatedSince)
    .filter(({ change_number }) => filters.updatedSince === undefined || change_number <= (filters.asOf ?? Infinity))
    .map(({ name, version }) => ({ name, version }))
    .sort((a, b) => compare(a.name, b.name) || compare(a.version, b.version))
    .filter((key) => !after || (compare(key.name, after.name) || compare(key.version, after.version)) > 0)
    .slice(0, limit)
    .map(({ name, version }) => `${name} ${version}`)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function toRow(
  {
    name,
    version,
    text,
    isDeleted,
    updatedAt,
  }: { name: string; version: string; text: string; isDeleted: boolean; updatedAt: string },
  isLatest: boolean,
  changeNumber: number,
): VersionsTable {
  return {
    name,
    version,
    folded_name: name.toLowerCase(),
    document: '{}',
    meta: '{}',
    status: isDeleted ? 'deleted' : 'active',
    status_message: null,
    status_changed_at: updatedAt,
    published_at: updatedAt,
    updated_at: updatedAt,
    is_latest: isLatest,
    change_number: changeNumber,
    search_text: `${name.toLowerCase()}\n${text}`,
    origin: 'imported',
  }
}
