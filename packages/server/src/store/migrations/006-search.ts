import { type Kysely, type Migration, sql } from 'kysely'
import { fillSearchEntries } from './006-search-entries.js'

/** What the ranked search reads: one row for each server, made of its latest version, and the words that occur. */
export const search: Migration = { up }

async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table search_entries (
      name text collate "C" primary key,
      slug text collate "C" not null,
      full_slug text collate "C" not null,
      name_words tsvector not null,
      words tsvector not null,
      facets text[] not null,
      is_deleted boolean not null,
      shuffle integer not null
    )`.execute(db)
  // One index for words and facets together, so that a search with filters is one intersection. The list of what is pending in it is
  // read by every search: short.
  await sql`
    create index search_entries_words on search_entries using gin (name_words, words, facets)
    with (gin_pending_list_limit = 512)`.execute(db)
  await sql`create index search_entries_shuffle on search_entries (shuffle)`.execute(db)
  await sql`create index search_entries_slug on search_entries (slug, name)`.execute(db)
  await sql`create index search_entries_full_slug on search_entries (full_slug, name)`.execute(db)

  await sql`create table search_words (word text collate "C" primary key)`.execute(db)
  await sql`create index search_words_similar on search_words using gin (word gin_trgm_ops)`.execute(db)

  await fillSearchEntries(db)
}
