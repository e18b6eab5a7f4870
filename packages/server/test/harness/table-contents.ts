import { type Kysely, sql } from 'kysely'
import type { Database } from '../../src/store/database.js'

/** What is in every table, as JSON; undefined for an empty one. */
export type TableContents = readonly { readonly name: string; readonly content: string | undefined }[]

/** Reads what every table holds, such as after the migrations. */
export async function readContents(db: Kysely<Database>): Promise<TableContents> {
  const tables = await db.introspection.getTables()
  return Promise.all(
    tables
      .filter(({ isView }) => !isView)
      .map(async ({ name }) => {
        const { rows } = await sql<{ content: string | null }>`
          select json_agg(t)::text as content from ${sql.table(name)} t`.execute(db)
        return { name, content: rows[0]?.content ?? undefined }
      }),
  )
}

// Deleting is quicker for few rows, and truncating for many.
const MAX_DELETED_ROWS = 1_000

/** Brings every table back to that content, and every sequence to its start. */
export async function restoreContents(db: Kysely<Database>, contents: TableContents): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const counts = contents.map(
      ({ name }) => sql`(select count(*)::int from (select from ${sql.table(name)} limit ${MAX_DELETED_ROWS + 1}) as t)`,
    )
    const { rows } = await sql<{ counts: number[] }>`select array[${sql.join(counts)}] as counts`.execute(tx)
    const found = contents.map((table, nth) => ({ ...table, count: rows[0]?.counts[nth] ?? 0 }))
    const large = found.filter(({ count }) => count > MAX_DELETED_ROWS)
    if (large.length > 0) await sql`truncate ${sql.join(large.map(({ name }) => sql.table(name)))} cascade`.execute(tx)
    // No trigger counts these rows.
    await sql`set local session_replication_role = replica`.execute(tx)
    for (const { name, count } of found) if (count > 0) await sql`delete from ${sql.table(name)}`.execute(tx)
    for (const { name, content } of found) {
      if (content === undefined) continue
      await sql`
        insert into ${sql.table(name)}
        select * from json_populate_recordset(null::${sql.table(name)}, ${content}::json)`.execute(tx)
    }
    await sql`
      select setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
      from pg_sequences where last_value is not null`.execute(tx)
  })
}

/**
 * A digest of the tables, columns, indexes, constraints, triggers and functions, of the settings of the database, and of what the planner
 * knows of its rows: statistics of a test change the plans of another.
 */
export async function readSchemaDigest(db: Kysely<Database>): Promise<string> {
  const { rows } = await sql<{ digest: string }>`
    with own as (select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')
    select md5(string_agg(part, ',' order by part)) as digest from (
      select concat_ws(' ', relname, relkind, relnatts, reloptions) as part from pg_class where relnamespace in (select oid from own)
      union all
      select concat_ws(' ', relname, attname, atttypid, attnotnull, attisdropped)
      from pg_attribute join pg_class on pg_class.oid = attrelid where relnamespace in (select oid from own) and attnum > 0
      union all
      select concat_ws(' ', conname, pg_get_constraintdef(oid)) from pg_constraint where connamespace in (select oid from own)
      union all
      select concat_ws(' ', relname, tgname, tgenabled)
      from pg_trigger join pg_class on pg_class.oid = tgrelid where relnamespace in (select oid from own)
      union all
      select concat_ws(' ', proname, md5(prosrc)) from pg_proc where pronamespace in (select oid from own)
      union all
      select concat_ws(' ', 'statistics', relname, staattnum)
      from pg_statistic join pg_class on pg_class.oid = starelid where relnamespace in (select oid from own)
      union all
      select concat_ws(' ', 'size', relname, reltuples >= 0) from pg_class where relnamespace in (select oid from own) and relkind = 'r'
      union all
      select concat_ws(' ', setdatabase, setconfig) from pg_db_role_setting
    ) as parts`.execute(db)
  return rows[0]?.digest ?? ''
}
