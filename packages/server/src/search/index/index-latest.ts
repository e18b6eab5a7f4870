import { type Kysely, sql } from 'kysely'
import { prepared } from '../../store/prepared.js'
import { type SearchableVersion, toSearchEntry } from './search-entry.js'

/**
 * Makes these latest versions the search entries of their servers. A row is written only if a searched field has changed; most new versions
 * change none.
 */
export async function indexLatest<DB>(db: Kysely<DB>, versions: readonly SearchableVersion[]): Promise<void> {
  if (versions.length === 0) return
  await sql`${prepared}
    with entry as materialized (
      select * from json_to_recordset(${JSON.stringify(versions.map(toSearchEntry))}::json) as r (
        name text, slug text, full_slug text, name_words text, words text, facets text[], is_deleted boolean, sample_key integer, vocabulary text[])
    ), written as (
      insert into search_entries (name, slug, full_slug, name_words, words, facets, is_deleted, sample_key)
      select name, slug, full_slug, name_words::tsvector, words::tsvector, facets, is_deleted, sample_key from entry
      on conflict (name) do update set words = excluded.words, facets = excluded.facets, is_deleted = excluded.is_deleted
      where (search_entries.words, search_entries.facets) is distinct from (excluded.words, excluded.facets)
      returning name
    )
    insert into search_words (word)
    select distinct unnest(vocabulary) as word from entry join written using (name) order by word
    on conflict do nothing`.execute(db)
}
