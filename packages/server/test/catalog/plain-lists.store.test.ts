import { expect, test } from 'vitest'
import { findPage } from '../../src/catalog/list/find-page.js'
import { findPlainList, findPlainPage } from '../../src/entries/plain-lists.js'
import { fillCatalog } from '../harness/fill-catalog.js'
import { openTestStore } from '../harness/open-test-store.js'
import { recordPlans } from '../harness/record-plans.js'
import { toSearchText } from '../harness/search-text.js'

test('a page of a plain list is the one that its filters make, by a walk of one index whatever the cursor', async () => {
  await using store = await openTestStore()
  await fillCatalog(store, { names: 6_000, versionsPerName: 2 })
  const plans = recordPlans(store.db)
  for (const version of [undefined, 'latest']) {
    for (const includeDeleted of [false, true]) {
      const filters = { ...(version !== undefined && { version }), includeDeleted }
      const list = findPlainList(filters)
      if (list === undefined) throw new Error('a list without further filters is plain')
      for (const after of [undefined, { name: 'io.github.8', version: '1.0.0' }, { name: 'z', version: '' }]) {
        const expected = await findPage(store.db, { filters, limit: 101, ...(after && { after }) })
        expect(await findPlainPage(plans.db, list, { limit: 101, after })).toEqual(expected)
      }
    }
  }
  expect(plans.listFaults()).toEqual([])
})

test.each([{ search: toSearchText('word') }, { updatedSince: '2026-01-01T00:00:00.000000Z' }, { version: '1.0.0' }])(
  'a list that is thinned out is not plain: %j',
  (filters) => {
    expect(findPlainList(filters)).toBeUndefined()
  },
)
