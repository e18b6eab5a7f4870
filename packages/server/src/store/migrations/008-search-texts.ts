import { type Kysely, type Migration, sql } from 'kysely'

/** Searches of the list: the texts once for each name instead of an index over those of all versions. */
export const searchTexts: Migration = { up }

async function up(db: Kysely<unknown>): Promise<void> {
  // A walk that looks for recent changes passes over most rows, so the key carries what it looks at.
  await sql`alter table remote_urls drop constraint remote_urls_name_version_fkey`.execute(db)
  await sql`
    alter table versions drop constraint versions_pkey,
      add constraint versions_pkey primary key (name, version) include (updated_at, status, is_latest, change_number)`.execute(db)
  await sql`
    alter table remote_urls add constraint remote_urls_name_version_fkey
      foreign key (name, version) references versions (name, version) on delete cascade`.execute(db)
  // The index that keeps one latest version to a name has the same order.
  await sql`drop index versions_latest, versions_search`.execute(db)

  // Most versions of a server say the same of it.
  await sql`
    create table search_texts (
      name text collate "C" not null,
      search_text text
    )`.execute(db)
  // The bound is that of catalog/search-texts.ts.
  await sql`
    insert into search_texts (name, search_text)
    select name, case when octet_length(name) <= 1000 and octet_length(texts) <= 1500 then texts end
    from (select name, string_agg(distinct search_text, E'\n') as texts from versions group by name) as t`.execute(db)
  // The order of the answer and the texts in one: a word that many entries have is found by walking.
  await sql`create unique index search_texts_name on search_texts (name) include (search_text)`.execute(db)
  await sql`create index search_texts_words on search_texts using gin (search_text gin_trgm_ops)`.execute(db)
  await sql`create index search_texts_too_long on search_texts (name) where search_text is null`.execute(db)

  // Plans rest on statistics, and walks on the visibility map: by default both would wait for a fifth of a large table to change.
  for (const table of ['versions', 'search_texts']) {
    await sql`
      alter table ${sql.table(table)} set (
        autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02
      )`.execute(db)
  }
}
