import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { hideNamespace, showNamespace } from '../../../src/catalog/takedowns/hide-namespace.js'
import { toNamespaceRange, toServerRange } from '../../../src/catalog/takedowns/name-range.js'
import { BATCH_VERSIONS, settleTakedowns } from '../../../src/catalog/takedowns/settle-takedowns.js'
import { takeDown } from '../../../src/catalog/takedowns/take-down.js'
import { type ImportedEntry } from '../../../src/catalog/import/imported-entry.js'
import { upsertImportedEntries } from '../../harness/upsert-imported-entries.js'
import type { Store } from '../../../src/store/open-store.js'
import { toTestCatalog } from '../../harness/open-test-catalog.js'
import { openTestStore } from '../../harness/open-test-store.js'

const OFFICIAL = 'io.modelcontextprotocol.registry/official'

async function fill(
  services: { store: Store; clock: { now(): Date } },
  keys: readonly (readonly [name: string, version: string])[],
) {
  const entries = keys.map(([name, version]): ImportedEntry => ({
    name,
    version,
    document: JSON.stringify({ name, version, description: 'x' }),
    meta: {
      [OFFICIAL]: {
        status: 'active',
        publishedAt: '2025-01-01T00:00:00Z',
        updatedAt: '2025-01-01T00:00:00Z',
        isLatest: version === '1.0.0',
      },
    },
  }))
  await upsertImportedEntries(services, entries)
}

/** How many rows each change of the last ones wrote; a change is what has one time. */
async function listChangeSizes({ db }: Store): Promise<number[]> {
  const { rows } = await sql<{
    count: number
  }>`select count(*)::int as count from versions group by updated_at order by updated_at`.execute(db)
  return rows.map(({ count }) => count)
}

async function countHidden({ db }: Store): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from versions where status = 'deleted'`.execute(db)
  return rows[0]?.count ?? 0
}

test('a large namespace is hidden and shown again in bounded changes', async () => {
  await using store = await openTestStore()
  const { services, publisher } = toTestCatalog(store)
  const held = { ...services, deniedNamespaces: [] }
  const keys = Array.from({ length: 400 }, (_, nth) => nth).flatMap((nth) =>
    ['0.1.0', '0.2.0', '1.0.0'].map((version) => [`com.spam/s${nth}`, version] as const),
  )
  await fill(services, [...keys, ['com.good/x', '1.0.0']])
  expect((await hideNamespace(held, publisher, 'com.spam', { reason: 'Spam.' })).updatedCount).toBe(keys.length)
  expect(await countHidden(store)).toBe(keys.length)
  const sizes = await listChangeSizes(store)
  expect(sizes.length).toBeGreaterThan(keys.length / BATCH_VERSIONS)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(BATCH_VERSIONS)
  expect((await showNamespace(held, publisher, 'com.spam')).updatedCount).toBe(keys.length)
  expect(await countHidden(store)).toBe(0)
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from versions where is_latest`.execute(store.db)
  expect(rows[0]?.count).toBe(401)
  const { rows: latest } = await sql<{ version: string }>`select distinct version from versions where is_latest`.execute(store.db)
  expect(latest).toEqual([{ version: '1.0.0' }])
})

test('a server with more versions than a batch is hidden as a whole, and has one latest version all the time', async () => {
  await using store = await openTestStore()
  const { services, publisher } = toTestCatalog(store)
  const versions = [...Array.from({ length: BATCH_VERSIONS * 2 }, (_, nth) => `0.${nth}.0`), '1.0.0']
  await fill(
    services,
    versions.map((version) => ['com.example/tool', version] as const),
  )
  expect((await takeDown(services, publisher, { name: 'com.example/tool' }, { reason: 'x' })).updatedCount).toBe(versions.length)
  expect(await countHidden(store)).toBe(versions.length)
  const latest = await store.db.selectFrom('versions').select('version').where('is_latest', '=', true).execute()
  expect(latest).toEqual([{ version: '1.0.0' }])
})

test('what was broken off is finished by the next run, which without anything to do changes nothing', async () => {
  await using store = await openTestStore()
  const { services } = toTestCatalog(store)
  await fill(
    services,
    Array.from({ length: BATCH_VERSIONS + 7 }, (_, nth) => [`com.spam/s${nth}`, '1.0.0'] as const),
  )
  await sql`insert into denied_namespaces values ('com.spam', 'Spam.', now(), 'test')`.execute(store.db)
  const stop = new AbortController()
  store.onCommit(async () => stop.abort())
  expect(await settleTakedowns(services, undefined, stop.signal)).toBe(BATCH_VERSIONS)
  expect(await settleTakedowns(services)).toBe(7)
  expect(await settleTakedowns(services)).toBe(0)
  await sql`delete from denied_namespaces`.execute(store.db)
  expect(await settleTakedowns(services)).toBe(BATCH_VERSIONS + 7)
  expect(await countHidden(store)).toBe(0)
})

test('what the configuration denies is hidden, and shown again when it no longer does', async () => {
  await using store = await openTestStore()
  const { services, publish } = toTestCatalog(store)
  await publish({ name: 'com.spam/a' })
  await publish({ name: 'com.good/a' })
  expect(await settleTakedowns({ ...services, deniedNamespaces: ['com.spam'] })).toBe(1)
  expect(await countHidden(store)).toBe(1)
  expect(await settleTakedowns(services)).toBe(1)
  expect(await countHidden(store)).toBe(0)
})

test('a range is exactly a server, or a namespace with all below it', () => {
  const holds = ({ from, before }: { from: string; before: string }, name: string) => name >= from && name < before
  const names = ['com.a', 'com.a.b/x', 'com.a/x', 'com.a/x-1', 'com.a/x.y', 'com.a-b/x', 'com.a0/x', 'com.aa/x', 'com/x']
  expect(names.filter((name) => holds(toNamespaceRange('Com.A'), name))).toEqual([
    'com.a.b/x',
    'com.a/x',
    'com.a/x-1',
    'com.a/x.y',
  ])
  expect(names.filter((name) => holds(toServerRange('Com.A/X'), name))).toEqual(['com.a/x'])
})
