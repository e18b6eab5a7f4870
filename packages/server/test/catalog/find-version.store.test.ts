import { expect, test } from 'vitest'
import { findVersion } from '../../src/catalog/versions/find-version.js'
import { toTestCatalog } from '../harness/open-test-catalog.js'
import { openTestStore } from '../harness/open-test-store.js'
import { recordPlans } from '../harness/record-plans.js'

test('those who ask at once share a statement, and each gets what it asked for', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  for (const version of ['1.0.0', '2.0.0']) await catalog.publish({ name: 'com.example/a', version })
  await catalog.publish({ name: 'com.example/b', version: '1.0.0' })
  const recorded = recordPlans(store.db)
  const asked = [
    ['com.example/b', 'latest'],
    ['com.example/a', '1.0.0'],
    ['com.example/none', 'latest'],
    ['com.example/a', 'latest'],
    ['com.example/b', '2.0.0'],
    ['com.example/a', '1.0.0'],
    ['com.example/a', '\0'],
  ] as const
  const rows = await Promise.all(asked.map(([name, version]) => findVersion(recorded.db, name, version)))
  expect(rows.map((row) => row && `${row.name} ${row.version} ${row.is_latest}`)).toEqual([
    'com.example/b 1.0.0 true',
    'com.example/a 1.0.0 false',
    undefined,
    'com.example/a 2.0.0 true',
    undefined,
    'com.example/a 1.0.0 false',
    undefined,
  ])
  expect(recorded.count).toBe(1)
  expect(recorded.listFaults()).toEqual([])
})

test('what was written before the question is in the answer', async () => {
  await using store = await openTestStore()
  const catalog = toTestCatalog(store)
  const early = findVersion(store.db, 'com.example/a', 'latest')
  for (const version of ['1.0.0', '2.0.0']) {
    await catalog.publish({ name: 'com.example/a', version })
    expect((await findVersion(store.db, 'com.example/a', 'latest'))?.version).toBe(version)
  }
  await early
})
