import { expect, test } from 'vitest'
import { verifies } from '../../../../test/verifies.js'
import { repairClock } from '../../src/catalog/rows/repair-clock.js'
import { takeDown } from '../../src/catalog/takedowns/take-down.js'
import { upsertImportedEntries } from '../harness/upsert-imported-entries.js'
import { findChanges } from '../../src/cache/find-changes.js'
import type { Store } from '../../src/store/open-store.js'
import { toOfficial, toTestCatalog } from '../harness/open-test-catalog.js'
import { openTestStore } from '../harness/open-test-store.js'

const OFFICIAL = 'io.modelcontextprotocol.registry/official'
const clock = { now: () => new Date() }
/** Later than what a repair gives out. */
const soon = () => new Date(Date.now() + 60_000).toISOString()

const read = ({ db }: Store) => db.selectFrom('versions').selectAll().orderBy('change_number').execute()
const readClock = ({ db }: Store) => db.selectFrom('change_clock').select(['number', 'at']).executeTakeFirstOrThrow()
const lead = ({ db }: Store) => db.updateTable('change_clock').set({ at: '2099-01-01T00:00:00Z' }).execute()

verifies('edge-55', 'a repair brings timestamps of the future back in their order, and the change clock with them', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  const name = 'com.example/b'
  const before = toOfficial(await catalog.publish({ name: 'com.example/a' }))
  await lead(store)
  for (const version of ['auto', 'mcp']) await catalog.publish({ name, version })
  await catalog.setStatus(name, 'auto', { status: 'deprecated', statusMessage: 'Old.' })
  await catalog.publish({ name: 'com.example/a', version: '2.0.0' })
  const poisoned = await read(store)
  const last = await readClock(store)
  expect(last.at > '2099').toBe(true)

  const repair = await repairClock({ store, clock })
  const { number, at } = await readClock(store)
  expect(repair).toEqual({ versions: 4, before: last.at, after: at })

  const rows = await read(store)
  expect(rows.map((row) => `${row.name} ${row.version}`)).toEqual(poisoned.map((row) => `${row.name} ${row.version}`))
  expect(rows.map((row) => row.change_number)).toEqual([1, 2, 3, 4].map((nth) => last.number + nth))
  expect(number).toBe(last.number + 4)
  const times = rows.map((row) => row.updated_at)
  expect(times.toSorted()).toEqual(times)
  expect(at).toBe(times.at(-1))
  expect(at < soon()).toBe(true)
  for (const row of rows) {
    const official = JSON.parse(row.meta)[OFFICIAL]
    expect(official).toMatchObject({
      publishedAt: row.published_at,
      updatedAt: row.updated_at,
      statusChangedAt: row.status_changed_at,
    })
    expect([row.published_at, row.status_changed_at].every((time) => time <= row.updated_at)).toBe(true)
  }
  // What was true stays.
  const first = rows.find((row) => row.name === 'com.example/a' && row.version === '1.0.0')
  expect(first).toMatchObject({ published_at: before.publishedAt, status_changed_at: before.statusChangedAt, is_latest: false })
  expect((await catalog.get(name, 'latest')).server.version).toBe('mcp')
  expect(toOfficial(await catalog.get(name, 'auto'))).toMatchObject({ status: 'deprecated', statusMessage: 'Old.' })
  expect((await findChanges(store.db, last.number, 10)).rows).toHaveLength(4)

  const { updatedAt = '' } = toOfficial(await catalog.publish({ name: 'com.example/c' }))
  expect(updatedAt > at && updatedAt < soon()).toBe(true)
  expect(await repairClock({ store, clock: { now: () => new Date(soon()) } })).toBeUndefined()
  const audited = await store.db.selectFrom('audit_log').select(['action', 'subject', 'detail']).execute()
  expect(audited).toEqual([
    { action: 'clock', subject: 'operator', detail: `4 versions; the change clock from ${last.at} to ${at}` },
  ])
})

test('a change clock that is ahead alone comes back', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  await catalog.publish()
  const rows = await read(store)
  await lead(store)
  expect(await repairClock({ store, clock })).toMatchObject({ versions: 0, before: '2099-01-01T00:00:00.000000Z' })
  expect(await read(store)).toEqual(rows)
  expect((await readClock(store)).at < soon()).toBe(true)
})

test('more versions than a batch has are repaired, whichever of their times lies in the future', async () => {
  await using store = await openTestStore()
  const { services } = toTestCatalog(store)
  const past = '2025-10-09T17:05:17.793Z'
  const future = new Date(Date.now() + 50_000).toISOString()
  const entries = Array.from({ length: 2_100 }, (_, nth) => {
    const times = {
      publishedAt: past,
      updatedAt: past,
      statusChangedAt: past,
      [['publishedAt', 'updatedAt', 'statusChangedAt'][nth % 3] ?? '']: future,
    }
    const name = `com.example/s${String(nth).padStart(4, '0')}`
    return { name, version: '1', document: JSON.stringify({ name }), meta: { [OFFICIAL]: { ...times, isLatest: true } } }
  })
  await upsertImportedEntries(services, entries)
  expect(await repairClock({ store, clock })).toMatchObject({ versions: 2_100 })
  const rows = await read(store)
  // Equal times stay equal, and the others as they were spelled.
  expect(new Set(rows.flatMap((row) => [row.published_at, row.updated_at, row.status_changed_at])).size).toBe(2)
  for (const { meta } of rows) expect(Object.values(JSON.parse(meta)[OFFICIAL]).filter((value) => value === past)).toHaveLength(2)
  expect(rows.map((row) => row.name)).toEqual(entries.map(({ name }) => name))
})

test('a repair brings back what is remembered of hidden versions, so that changes of their upstream count again', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  await lead(store)
  await catalog.publish({ name: 'com.example/a' })
  await takeDown(catalog.services, catalog.publisher, { name: 'com.example/a' }, { reason: 'Malware.' })
  await repairClock({ store, clock })
  const { updated_at } = await store.db.selectFrom('hidden_versions').select('updated_at').executeTakeFirstOrThrow()
  expect(updated_at < soon()).toBe(true)
})
