import { type Kysely, type Migration, sql } from 'kysely'

/** The epoch of the change clock: numbers of one epoch never go back. */
export const changeEpoch: Migration = { up }

async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table change_clock
      add column epoch text collate "C" not null default replace(gen_random_uuid()::text, '-', ''),
      add column origin text collate "C"`.execute(db)
}
