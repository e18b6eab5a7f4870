import { type Kysely, type Migration, sql } from 'kysely'

/** A remote URL may belong to several servers, so nothing needs to find who has it. */
export const sharedRemoteUrls: Migration = { up }

async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop table remote_urls`.execute(db)
}
