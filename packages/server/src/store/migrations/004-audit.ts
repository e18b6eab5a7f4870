import { type Kysely, type Migration, sql } from 'kysely'

/** The audit log, which only grows. */
export const audit: Migration = { up }

async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table audit_log (
      id bigint generated always as identity primary key,
      at timestamptz not null,
      request_id text not null,
      address text not null,
      method text,
      subject text,
      permissions text,
      action text not null,
      server_name text,
      server_version text,
      outcome text not null check (outcome in ('done', 'refused')),
      code text,
      detail text
    )`.execute(db)
  await sql`create index audit_log_server_name on audit_log (lower(server_name), id)`.execute(db)
  await sql`create index audit_log_subject on audit_log (subject, id)`.execute(db)

  await sql`
    create function refuse_change_of_audit_log() returns trigger language plpgsql as $$
    begin
      raise exception 'the audit log is append-only';
    end $$`.execute(db)
  await sql`
    create trigger audit_log_append_only before update or delete on audit_log
    for each statement execute function refuse_change_of_audit_log()`.execute(db)
}
