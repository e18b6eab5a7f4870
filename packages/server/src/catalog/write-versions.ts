import { sql, type Transaction } from 'kysely'
import { indexLatest } from '../search/index-latest.js'
import type { Database, VersionsTable } from '../store/database.js'
import { addSearchTexts } from './search-texts.js'

const COLUMNS = {
  name: 'text',
  version: 'text',
  folded_name: 'text',
  document: 'text',
  meta: 'text',
  status: 'text',
  status_message: 'text',
  status_changed_at: 'timestamptz',
  published_at: 'timestamptz',
  updated_at: 'timestamptz',
  is_latest: 'boolean',
  change_number: 'bigint',
  search_text: 'text',
  origin: 'text',
} as const satisfies Record<keyof VersionsTable, string>

const columns = sql.join(Object.keys(COLUMNS).map((column) => sql.ref(column)))
const recordType = sql.join(Object.entries(COLUMNS).map(([column, type]) => sql`${sql.ref(column)} ${sql.raw(type)}`))
const overwritten = sql.join(
  Object.keys(COLUMNS)
    .filter((column) => column !== 'name' && column !== 'version')
    .map((column) => sql`${sql.ref(column)} = excluded.${sql.ref(column)}`),
)

/** Inserts rows; one that exists is an error of the database. */
export async function insertVersions(tx: Transaction<Database>, rows: readonly VersionsTable[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into versions (${columns})
    select ${columns} from json_to_recordset(${JSON.stringify(rows)}::json) as r (${recordType})`.execute(tx)
  await addSearchTexts(tx, rows)
  await indexLatest(tx, rows.filter(isLatest))
}

/** Inserts rows, or replaces those that exist. Flags of `latest` are taken away before they are given: a name has only one. */
export async function replaceVersions(tx: Transaction<Database>, rows: readonly VersionsTable[]): Promise<void> {
  for (const part of [rows.filter((row) => !row.is_latest), rows.filter((row) => row.is_latest)]) {
    if (part.length === 0) continue
    await sql`
      insert into versions (${columns})
      select ${columns} from json_to_recordset(${JSON.stringify(part)}::json) as r (${recordType})
      on conflict (name, version) do update set ${overwritten}`.execute(tx)
  }
  await addSearchTexts(tx, rows)
  await indexLatest(tx, rows.filter(isLatest))
}

// A name that has no latest version for a moment, as in the middle of an import, keeps what is found of it until it has one.
function isLatest({ is_latest }: VersionsTable): boolean {
  return is_latest
}
