import { type Kysely, sql } from 'kysely'
import type { Database } from '../store/database.js'

export type TableName = keyof Database

/** All tables. A backup includes those that exist in its schema. */
const TABLES: Readonly<Record<TableName, true>> = {
  change_clock: true,
  versions: true,
  hidden_versions: true,
  search_texts: true,
  search_entries: true,
  search_words: true,
  registry_counts: true,
  github_accounts: true,
  used_signatures: true,
  proven_packages: true,
  publisher_policies: true,
  denied_namespaces: true,
  takedowns: true,
  client_descriptions: true,
  audit_log: true,
}

export function isTableName(name: string): name is TableName {
  return Object.hasOwn(TABLES, name)
}

export interface TableColumns {
  readonly name: TableName
  /** The columns that an insert writes. Generated columns are excluded. */
  readonly columns: readonly string[]
  /** The identity column, if the table has one. */
  readonly identity: string | undefined
}

/** Lists the tables of the registry that exist in the database, with their columns. */
export async function listTables(db: Kysely<Database>): Promise<readonly TableColumns[]> {
  const { rows } = await sql<{ name: string; columns: string[]; identity: string | null }>`
    select table_name as name, json_agg(column_name order by ordinal_position) as columns,
      max(column_name) filter (where is_identity = 'YES') as identity
    from information_schema.columns
    where table_schema = current_schema() and is_generated = 'NEVER'
    group by table_name`.execute(db)
  return Object.keys(TABLES).flatMap((name) => {
    const row = rows.find((each) => each.name === name)
    return row === undefined || !isTableName(name) ? [] : [{ name, columns: row.columns, identity: row.identity ?? undefined }]
  })
}

/** Returns the name of the last applied migration, or undefined if none has been applied. */
export async function findSchema(db: Kysely<Database>): Promise<string | undefined> {
  const { rows: tables } = await sql<{ isThere: boolean }>`
    select to_regclass('kysely_migration') is not null as "isThere"`.execute(db)
  if (tables[0]?.isThere !== true) return undefined
  const { rows } = await sql<{ name: string | null }>`select max(name) as name from kysely_migration`.execute(db)
  return rows[0]?.name ?? undefined
}
