import { type Kysely, type Migration, sql } from 'kysely'

/** The catalog: versions, their remote URLs, and the clock of changes. */
export const catalog: Migration = { up }

async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create extension if not exists pg_trgm`.execute(db)

  // Names and versions sort by byte, whatever the locale of the database.
  await sql`
    create table versions (
      name text collate "C" not null,
      version text collate "C" not null,
      folded_name text collate "C" not null,
      document text not null,
      meta text not null,
      status text not null check (status in ('active', 'deprecated', 'deleted')),
      status_message text,
      status_changed_at timestamptz not null,
      published_at timestamptz not null,
      updated_at timestamptz not null,
      is_latest boolean not null,
      change_number bigint not null constraint versions_change_number unique,
      search_text text not null,
      origin text not null check (origin in ('published', 'imported')),
      constraint versions_pkey primary key (name, version)
    )`.execute(db)

  // The lists: each combination of filters is a walk of one index in the order of the answer.
  await sql`create unique index versions_one_latest on versions (name) where is_latest`.execute(db)
  await sql`create index versions_latest on versions (name, version) where is_latest`.execute(db)
  await sql`create index versions_shown on versions (name, version) where status <> 'deleted'`.execute(db)
  await sql`create index versions_shown_latest on versions (name, version) where is_latest and status <> 'deleted'`.execute(db)
  await sql`create index versions_version on versions (version, name)`.execute(db)
  await sql`create index versions_updated_at on versions (updated_at)`.execute(db)
  await sql`create index versions_folded_name on versions (folded_name, name)`.execute(db)
  await sql`create index versions_search on versions using gin (search_text gin_trgm_ops)`.execute(db)

  await sql`
    create table remote_urls (
      name text collate "C" not null,
      version text collate "C" not null,
      url text collate "C" not null,
      foreign key (name, version) references versions (name, version) on delete cascade
    )`.execute(db)
  await sql`create index remote_urls_version on remote_urls (name, version)`.execute(db)
  // By hash: a URL may be longer than a b-tree entry may be.
  await sql`create index remote_urls_url on remote_urls using hash (url)`.execute(db)

  await sql`
    create table change_clock (
      id boolean primary key default true check (id),
      number bigint not null,
      at timestamptz not null
    )`.execute(db)
  await sql`insert into change_clock (number, at) values (0, '2000-01-01T00:00:00Z')`.execute(db)
}
