import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { migrate } from '../../src/store/migrate.js'
import { backUp, readState, restore } from '../backup/backups.js'
import { openTestStore } from '../harness/open-test-store.js'
import { fillSchema } from './fill-schema.js'

test('a backup of an older schema is upgraded on its way in', async () => {
  await using old = await openTestStore()
  await sql`drop schema public cascade`.execute(old.db)
  await sql`create schema public`.execute(old.db)
  await migrate(old.db, '012-status-changed-at')
  await fillSchema(old.db, { isCurrent: false })
  const backup = await backUp(old)
  expect(JSON.parse(backup.split('\n', 1)[0] ?? '')).toMatchObject({ schema: '012-status-changed-at', number: 9 })
  await old.migrate()
  const expected = await readState(old)

  await using restored = await openTestStore()
  expect(await restore(restored, backup)).toMatchObject({ rows: { versions: 9 } })
  const { tables, answers } = await readState(restored)
  expect(tables).toEqual(expected.tables)
  expect(answers).toEqual(expected.answers)
}, 120_000)
