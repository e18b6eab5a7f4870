import { expect, test } from 'vitest'
import { upsertImportedEntries } from '../harness/upsert-imported-entries.js'
import { statusChangedAt } from '../../src/store/migrations/012-status-changed-at.js'
import { toTestCatalog } from '../harness/open-test-catalog.js'
import { openTestStore, type TestStore } from '../harness/open-test-store.js'

const OFFICIAL = 'io.modelcontextprotocol.registry/official'

function toEntry(nth: number, official: Record<string, unknown>, others: Record<string, unknown> = {}) {
  const name = `com.example/s${String(nth).padStart(4, '0')}`
  const publishedAt = '2025-10-09T17:05:17.793Z'
  return {
    name,
    version: '1.0.0',
    document: JSON.stringify({ name, version: '1.0.0' }),
    meta: { ...others, [OFFICIAL]: { status: 'active', publishedAt, updatedAt: publishedAt, isLatest: true, ...official } },
  }
}

const read = ({ db }: TestStore) => db.selectFrom('versions').selectAll().orderBy('name').execute()

test('entries that were imported before get the time of their publication, as an import gives it now', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  const entries = Array.from({ length: 1_500 }, (_, nth) =>
    toEntry(
      nth,
      { ...(nth % 10 === 7 && { statusChangedAt: '2025-11-01T00:00:00Z' }), ...(nth % 10 === 3 && { statusMessage: 7 }) },
      {
        'com.example/note': { [OFFICIAL]: { status: 'active', publishedAt: 'inside', '9': 1, a: '\ud800\u001E' } },
      },
    ),
  )
  await upsertImportedEntries(catalog.services, entries)
  await catalog.publish()
  const now = await read(store)
  // As they were stored before.
  for (const row of now) {
    const meta = JSON.parse(row.meta)
    if (row.origin === 'published' || meta[OFFICIAL].statusChangedAt === '2025-11-01T00:00:00Z') continue
    delete meta[OFFICIAL].statusChangedAt
    const old = Number(row.name.at(-1)) === 3 ? { ...meta, [OFFICIAL]: { ...meta[OFFICIAL], statusMessage: 7 } } : meta
    await store.db
      .updateTable('versions')
      .set({ meta: JSON.stringify(old) })
      .where('name', '=', row.name)
      .execute()
  }

  await statusChangedAt.up(store.db)

  const after = await read(store)
  expect(after.map(({ change_number: _number, ...row }) => row)).toEqual(now.map(({ change_number: _number, ...row }) => row))
  const changed = after.filter((row, nth) => row.change_number !== now[nth]?.change_number)
  expect(changed).toHaveLength(1_350)
  expect(changed.map((row) => row.change_number)).toEqual(Array.from({ length: 1_350 }, (_, nth) => 1_502 + nth))
  expect(await store.db.selectFrom('change_clock').select('number').execute()).toEqual([{ number: 1_501 + 1_350 }])
  expect(await upsertImportedEntries(catalog.services, entries)).toMatchObject({ unchanged: 1_500 })
})
