import { type Kysely, type Migration, sql } from 'kysely'

/** What the proofs of identity have to remember. */
export const identity: Migration = { up }

async function up(db: Kysely<unknown>): Promise<void> {
  // A login that is given up and registered again by someone else has another account id.
  await sql`
    create table github_accounts (
      folded_login text collate "C" primary key,
      account_id bigint not null,
      first_seen_at timestamptz not null
    )`.execute(db)

  await sql`
    create table used_signatures (
      digest text collate "C" primary key,
      expires_at timestamptz not null
    )`.execute(db)
  await sql`create index used_signatures_expires_at on used_signatures (expires_at)`.execute(db)

  await sql`
    create table denied_namespaces (
      namespace text collate "C" primary key check (namespace = lower(namespace)),
      reason text not null,
      denied_at timestamptz not null,
      denied_by text not null
    )`.execute(db)
}
