import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { migrate } from '../../src/store/migrate.js'
import { MIGRATIONS } from '../../src/store/migrations.js'
import { fakeClock } from '../harness/fake-clock.js'
import { openTestStore } from '../harness/open-test-store.js'
import { readEverything } from '../harness/read-everything.js'
import { readTables } from '../harness/read-tables.js'
import { startTestRegistry } from '../harness/start-test-registry.js'
import { fillSchema, isDerived } from './fill-schema.js'

const names = Object.keys(MIGRATIONS)
const newest = names.at(-1) ?? ''

/** What is in a database that was filled at that version of the schema and then brought up to date, and what readers see of it. */
async function upgradeFrom(version: string) {
  await using store = await openTestStore()
  await sql`drop schema public cascade`.execute(store.db)
  await sql`create schema public`.execute(store.db)
  await migrate(store.db, version)
  await fillSchema(store.db, { isCurrent: version === newest })
  const before = await readTables(store)
  const applied = await store.migrate()
  expect(applied).toEqual(names.slice(names.indexOf(version) + 1))
  await using registry = await startTestRegistry({ store, clock: fakeClock('2025-10-12T12:00:00Z') })
  return { before, tables: await readTables(store), answers: await readEverything(registry.app) }
}

test('migrations are numbered without a gap', () => {
  expect(names.map((name) => Number(name.slice(0, 3)))).toEqual(names.map((_, index) => index + 1))
})

test('a filled database of every earlier schema reads after its upgrade like one that was filled by this program', async () => {
  const current = await upgradeFrom(newest)
  expect(Object.values(current.tables).filter((rows) => Array.isArray(rows) && rows.length === 0)).toEqual([])
  for (const version of names.slice(0, -1)) {
    const upgraded = await upgradeFrom(version)
    for (const [name, rows] of Object.entries(upgraded.tables)) {
      const isExpected = Object.hasOwn(upgraded.before, name) || isDerived(name)
      // Tables that came later are empty in a database from before them, unless their rows are made from those of others.
      expect(rows, `${name} from ${version}`).toEqual(isExpected ? current.tables[name] : [])
    }
    // A schema without a table for changed descriptions of clients has no changes to show.
    const isFilled = Object.hasOwn(upgraded.before, 'client_descriptions')
    const toComparable = (answers: ReadonlyMap<string, unknown>) =>
      new Map([...answers].filter(([url]) => isFilled || !url.includes('/clients')))
    expect(toComparable(upgraded.answers), version).toEqual(toComparable(current.answers))
  }
}, 300_000)
