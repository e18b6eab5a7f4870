import { type Kysely, type Migration, sql } from 'kysely'

/** The name of the number by which samples of the search entries are taken. */
export const sampleKey: Migration = { up }

async function up(db: Kysely<unknown>): Promise<void> {
  // Changes the catalog only: no row is rewritten, and the condition of search_entries_quarter follows.
  await sql`alter table search_entries rename column shuffle to sample_key`.execute(db)
  await sql`alter index search_entries_shuffle rename to search_entries_sample_key`.execute(db)
}
