import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { findHits } from '../../src/search/find-hits.js'
import { toQueryWords } from '../../src/search/search-query.js'
import { recordPlans } from '../harness/record-plans.js'
import { openTestSearch } from './open-test-search.js'

const COUNT = 2_000

/** Servers with a word that all have, one that a third has, one that an eighth has, and one that few have. */
async function openFilledSearch() {
  const registry = await openTestSearch()
  const words = (n: number) => ['all', ...(n % 3 ? [] : ['third']), ...(n % 8 ? [] : ['eighth']), ...(n % 200 ? [] : ['few'])]
  await registry.import(
    Array.from({ length: COUNT }, (_, n) => ({
      name: `com.example/${n % 16 ? 's' : 'eighth-'}${n}`,
      description: words(n).join(' '),
    })),
  )
  await sql`analyze search_entries`.execute(registry.store.db)
  return registry
}

const EXACT = {
  all: COUNT,
  third: Math.ceil(COUNT / 3),
  eighth: COUNT / 8,
  few: COUNT / 200,
  'eighth third': Math.ceil(COUNT / 24),
}

const toQuery = (q: string) => ({ words: toQueryWords(q), filters: {}, limit: COUNT, after: undefined })

test('however many hits are ranked, they are hits, all of them or more than that many', async () => {
  await using registry = await openFilledSearch()
  for (const [q, exact] of Object.entries(EXACT)) {
    const names = new Set((await findHits(registry.store.db, toQuery(q), COUNT)).rows.map(({ name }) => name))
    expect(names.size, q).toBe(exact)
    for (const maxRanked of [1, 5, 20, 50, 55, 60, 65, 70, 75, 200, 400, 1_900, 3_000]) {
      const { rows, total, isPartial } = await findHits(registry.store.db, toQuery(q), maxRanked)
      expect(isPartial, `${q} ${maxRanked}`).toBe(exact > maxRanked)
      if (isPartial) expect(total, `${q} ${maxRanked}`).toBeGreaterThan(maxRanked)
      else expect(total, `${q} ${maxRanked}`).toBe(exact)
      expect(rows.filter(({ name }) => !names.has(name))).toEqual([])
      expect(new Set(rows.map(({ name }) => name)).size).toBe(total)
    }
  }
})

test('of a word that many have, the hits are taken from the index of a quarter of the entries', async () => {
  await using registry = await openFilledSearch()
  await registry.store.transaction(async (tx) => {
    await sql`set local enable_seqscan = off`.execute(tx)
    const listScans = async (q: string, maxRanked: number) => {
      const plans = recordPlans(tx)
      await findHits(plans.db, toQuery(q), maxRanked)
      return plans.listScans()
    }
    const quarter = 'Bitmap Index Scan on search_entries_quarter'
    expect(await listScans('eighth', 20)).toContain(quarter)
    expect(await listScans('few', 20)).not.toContain(quarter)
    const all = await listScans('all', 20)
    expect(all).not.toContain(quarter)
    // The sample, and the entries that are scanned in its order.
    expect(all.filter((scan) => scan === 'Index Scan on search_entries_sample_key')).toHaveLength(2)
  })
})
