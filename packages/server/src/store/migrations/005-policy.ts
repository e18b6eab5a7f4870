import { type Kysely, type Migration, sql } from 'kysely'

/** What the owner of a server has decided about who publishes it. */
export const policy: Migration = { up }

async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table publisher_policies (
      folded_name text collate "C" primary key,
      policy text not null,
      updated_at timestamptz not null,
      updated_by text not null
    )`.execute(db)
}
