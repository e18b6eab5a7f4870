import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { findPage } from '../../src/catalog/list/find-page.js'
import { searchTexts } from '../../src/store/migrations/008-search-texts.js'
import { pageIndexes } from '../../src/store/migrations/009-page-indexes.js'
import { fillCatalog } from '../harness/fill-catalog.js'
import { openTestStore } from '../harness/open-test-store.js'
import { toSearchText } from '../harness/search-text.js'

test('a registry that was filled before there were search texts is searched like one that was filled after', async () => {
  await using store = await openTestStore()
  const { db } = store
  await fillCatalog(store, { names: 300, versionsPerName: 2 })
  const readTexts = () => db.selectFrom('search_texts').selectAll().orderBy('name').execute()
  const texts = await readTexts()
  const find = async () => {
    const searches = ['common', 'f7'].map((search) => findPage(db, { filters: { search: toSearchText(search) }, limit: 100 }))
    return Promise.all(searches)
  }
  const found = await find()
  expect(found.map((rows) => rows.length > 5)).toEqual([true, true])

  // As the migrations before it leave a database.
  await sql`
    create table remote_urls (
      name text collate "C" not null,
      version text collate "C" not null,
      foreign key (name, version) references versions (name, version)
    )`.execute(db)
  await sql`drop table search_texts`.execute(db)
  await sql`drop index search_entries_quarter`.execute(db)
  await sql`alter table search_entries rename column sample_key to shuffle`.execute(db)
  await sql`drop function search_pairs(text)`.execute(db)
  await sql`create index versions_latest on versions (name, version) where is_latest`.execute(db)
  await sql`create index versions_search on versions using gin (search_text gin_trgm_ops)`.execute(db)
  await searchTexts.up(db)
  await pageIndexes.up(db)

  expect(await readTexts()).toEqual(texts)
  expect(await find()).toEqual(found)
})
