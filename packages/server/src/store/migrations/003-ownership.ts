import { type Kysely, type Migration, sql } from 'kysely'

/** Proofs of ownership that need not be repeated. */
export const ownership: Migration = { up }

async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table proven_packages (
      folded_name text collate "C" not null,
      registry_type text collate "C" not null,
      registry_url text collate "C" not null,
      identifier text collate "C" not null,
      package_version text collate "C" not null,
      proven_at timestamptz not null,
      primary key (folded_name, registry_type, registry_url, identifier, package_version)
    )`.execute(db)
}
