import { type Kysely, type Migration, sql } from 'kysely'

/** What administrators took down, and what each hidden version is without that. */
export const takedowns: Migration = { up }

async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table takedowns (
      id bigint generated always as identity unique,
      folded_name text collate "C" not null,
      version text collate "C" not null,
      name text not null,
      reason text not null,
      public_message text,
      taken_down_at timestamptz not null,
      taken_down_by text not null,
      primary key (folded_name, version)
    )`.execute(db)
  await sql`
    create table hidden_versions (
      name text collate "C" not null,
      version text collate "C" not null,
      folded_name text collate "C" not null,
      status text not null check (status in ('active', 'deprecated', 'deleted')),
      status_message text,
      updated_at timestamptz not null,
      primary key (name, version)
    )`.execute(db)
  await sql`create index hidden_versions_folded_name on hidden_versions (folded_name)`.execute(db)
}
