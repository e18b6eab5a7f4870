import { type Kysely, type Migration, sql } from 'kysely'

/** The descriptions of MCP clients that administrators have set or removed. */
export const clientDescriptions: Migration = { up }

async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table client_descriptions (
      id text collate "C" primary key,
      document text collate "C",
      digest text collate "C",
      updated_at timestamptz not null,
      updated_by text not null,
      check ((document is null) = (digest is null))
    )`.execute(db)
}
