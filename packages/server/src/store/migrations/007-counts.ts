import { type Kysely, type Migration, sql } from 'kysely'

/** How much is in the registry, counted by the database as it changes, so that nobody has to read all of it to know. */
export const counts: Migration = { up }

// What each row adds to which count; `of` is the table, or the rows that a statement wrote or replaced.
const COUNTED: Readonly<Record<string, (of: string) => string>> = {
  versions: (of) => `
    select 'versions' as kind, status as key from ${of}
    union all select 'servers', '' from ${of} where is_latest
    union all select 'published', to_char(published_at at time zone 'UTC', 'YYYY-MM-DD') from ${of}`,
  search_entries: (of) => `
    select 'servers:' || split_part(facet, ':', 1) as kind, substr(facet, strpos(facet, ':') + 1) as key
    from ${of}, unnest(facets) as facet where not is_deleted or facet like 'status:%'`,
}

async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table registry_counts (
      kind text collate "C" not null,
      key text collate "C" not null,
      count bigint not null,
      primary key (kind, key)
    ) with (fillfactor = 50)`.execute(db)
  for (const [table, select] of Object.entries(COUNTED)) {
    const written = `select kind, key, 1 as amount from (${select('written')}) w`
    const replaced = `select kind, key, -1 as amount from (${select('replaced')}) r`
    await addTrigger(db, table, 'insert', 'new table as written', written)
    await addTrigger(db, table, 'update', 'old table as replaced new table as written', `${written} union all ${replaced}`)
    await addTrigger(db, table, 'delete', 'old table as replaced', replaced)
    await sql.raw(toUpsert(`select kind, key, 1 as amount from (${select(table)}) t`)).execute(db)
  }
}

async function addTrigger(db: Kysely<unknown>, table: string, event: string, tables: string, amounts: string): Promise<void> {
  const name = `count_${event}_of_${table}`
  await sql
    .raw(`create function ${name}() returns trigger language plpgsql as $$ begin ${toUpsert(amounts)}; return null; end $$`)
    .execute(db)
  await sql
    .raw(`create trigger ${name} after ${event} on ${table} referencing ${tables} for each statement execute function ${name}()`)
    .execute(db)
}

// In order of the key. Writers hold the change clock anyway, so that they do not wait for each other here.
function toUpsert(amounts: string): string {
  return `
    insert into registry_counts as c (kind, key, count)
    select kind, key, sum(amount) from (${amounts}) a group by kind, key having sum(amount) <> 0 order by kind, key
    on conflict (kind, key) do update set count = c.count + excluded.count`
}
