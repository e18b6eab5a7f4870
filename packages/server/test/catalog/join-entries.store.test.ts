import { expect, test } from 'vitest'
import { joinEntries } from '../../src/entries/join-entries.js'
import { toEntry } from '../../src/entries/to-entry.js'
import { upsertImportedEntries } from '../harness/upsert-imported-entries.js'
import { toTestCatalog } from '../harness/open-test-catalog.js'
import { openTestStore } from '../harness/open-test-store.js'

const listEntries = (count: number) =>
  Array.from({ length: count }, (_, index) => {
    const [name, version] = [`com.example/${index % 2 === 0 ? 'B' : 'a'}`, `1.0.${index}`]
    return { name, version, document: JSON.stringify({ name, version, description: `Ä tool\n${index}` }), meta: {} }
  })

test.each([0, 249, 250, 251, 500])('a walk through %i entries shows each once, in order, and comes to an end', async (count) => {
  await using store = await openTestStore()
  await upsertImportedEntries(toTestCatalog(store).services, listEntries(count))
  const lines: string[] = []
  let total = 0
  let end: { name: string; version: string } | undefined
  do {
    const joined = await joinEntries(store.db, '\n', end)
    if (joined.text !== '') lines.push(...joined.text.split('\n'))
    total += joined.count
    end = joined.end
  } while (end)
  const rows = await store.db.selectFrom('versions').select(['document', 'meta']).orderBy('name').orderBy('version').execute()
  expect(lines).toEqual(rows.map((row) => toEntry(row)))
  expect(total).toBe(count)
})
