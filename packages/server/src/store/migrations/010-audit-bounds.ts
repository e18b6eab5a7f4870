import { type Kysely, type Migration, sql } from 'kysely'

/** The audit log: look-ups of a name under any locale, and records of tokens with more permissions than are recorded. */
export const auditBounds: Migration = { up }

async function up(db: Kysely<unknown>): Promise<void> {
  // Made by the database, so that existing rows have it: the log is append-only, which an update would violate.
  await sql`
    alter table audit_log
      add column folded_server_name text collate "C" generated always as (lower(server_name collate "C")) stored,
      add column omitted_permissions integer not null default 0`.execute(db)
  // Under the locale of the database, lower('AI-Tool') may be another text.
  await sql`drop index audit_log_server_name`.execute(db)
  await sql`create index audit_log_server_name on audit_log (folded_server_name, id)`.execute(db)
}
