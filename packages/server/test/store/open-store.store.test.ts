import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openTestStore } from '../harness/open-test-store.js'

test('timestamps keep their microseconds and counts are numbers', async () => {
  await using store = await openTestStore()
  const { rows } = await sql<{ at: string; early: string; count: number }>`
    select '2025-10-09 19:05:17.793149+02'::timestamptz as at, '0001-01-01 00:00:00Z'::timestamptz as early,
      count(*) as count from versions`.execute(store.db)
  expect(rows).toEqual([{ at: '2025-10-09T17:05:17.793149Z', early: '0001-01-01T00:00:00.000000Z', count: 0 }])
})

test('a store that was closed leaves nothing to the next one', async () => {
  {
    await using store = await openTestStore()
    await store.db.updateTable('change_clock').set({ number: 5 }).execute()
  }
  await using store = await openTestStore()
  expect(await store.db.selectFrom('change_clock').select(['id', 'number', 'at']).execute()).toEqual([
    { id: true, number: 0, at: '2000-01-01T00:00:00.000000Z' },
  ])
})

test('two stores that are open at once share nothing', async () => {
  await using one = await openTestStore()
  await using other = await openTestStore()
  await one.db.updateTable('change_clock').set({ number: 5 }).execute()
  const { number } = await other.db.selectFrom('change_clock').select('number').executeTakeFirstOrThrow()
  expect(number).toBe(0)
})

test('others have their turn between the statements of a transaction that takes long', async () => {
  await using store = await openTestStore()
  const statements = 5
  const turns = await store.transaction(async (tx) => {
    let count = 0
    let next = setImmediate(takeTurn)
    function takeTurn() {
      count++
      next = setImmediate(takeTurn)
    }
    for (let nth = 0; nth < statements; nth++) await sql`select count(*) from generate_series(1, 300000)`.execute(tx)
    clearImmediate(next)
    return count
  })
  // The first statement may follow a turn.
  expect(turns).toBeGreaterThanOrEqual(statements - 1)
})

test('migrating again applies nothing', async () => {
  await using store = await openTestStore()
  const applied = await Promise.all([store.migrate(), store.migrate()])
  expect(applied).toEqual([[], []])
})

test('a database that is newer than the program is refused by the name of its migration', async () => {
  await using store = await openTestStore()
  await sql`insert into kysely_migration (name, timestamp) values ('999-future', '')`.execute(store.db)
  await expect(store.migrate()).rejects.toThrow(/newer than this version of the registry.*999-future/)
  // Other files may get the same store afterwards.
  await sql`delete from kysely_migration where name = '999-future'`.execute(store.db)
})
