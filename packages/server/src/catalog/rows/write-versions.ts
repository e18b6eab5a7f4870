import { type RawBuilder, sql, type Transaction } from 'kysely'
import { indexLatest } from '../../search/index/index-latest.js'
import type { Database, VersionsTable } from '../../store/database.js'
import { prepared } from '../../store/prepared.js'
import { addSearchTexts } from '../../search/index/search-texts.js'

/** The columns that hold JSON text, which make up most of a row. */
const JSON_COLUMNS = ['document', 'meta'] as const
const COLUMNS = {
  name: 'text',
  version: 'text',
  folded_name: 'text',
  status: 'text',
  status_message: 'text',
  status_changed_at: 'timestamptz',
  published_at: 'timestamptz',
  updated_at: 'timestamptz',
  is_latest: 'boolean',
  change_number: 'bigint',
  search_text: 'text',
  origin: 'text',
} as const satisfies Record<Exclude<keyof VersionsTable, (typeof JSON_COLUMNS)[number]>, string>

const names = [...Object.keys(COLUMNS), ...JSON_COLUMNS]
const columns = sql.join(names.map((column) => sql.ref(column)))
const recordType = sql.join(Object.entries(COLUMNS).map(([column, type]) => sql`${sql.ref(column)} ${sql.raw(type)}`))
const overwritten = sql.join(
  names
    .filter((column) => column !== 'name' && column !== 'version')
    .map((column) => sql`${sql.ref(column)} = excluded.${sql.ref(column)}`),
)

/** Inserts rows. A row that already exists causes a database error. */
export async function insertVersions(tx: Transaction<Database>, rows: readonly VersionsTable[]): Promise<void> {
  if (rows.length === 0) return
  await sql`${prepared}
    insert into versions (${columns})
    select * from ${toRecords(rows)}`.execute(tx)
  await addSearchTexts(tx, rows)
  await indexLatest(tx, rows.filter(isLatest))
}

/** Inserts or replaces rows. `latest` flags are cleared before others are set, since each name has only one. */
export async function replaceVersions(tx: Transaction<Database>, rows: readonly VersionsTable[]): Promise<void> {
  for (const part of [rows.filter((row) => !row.is_latest), rows.filter((row) => row.is_latest)]) {
    if (part.length === 0) continue
    await sql`${prepared}
      insert into versions (${columns})
      select * from ${toRecords(part)}
      on conflict (name, version) do update set ${overwritten}`.execute(tx)
  }
  await addSearchTexts(tx, rows)
  await indexLatest(tx, rows.filter(isLatest))
}

// A name without a latest version, as in the middle of an import, keeps its search entry until it has one again.
function isLatest({ is_latest }: VersionsTable): boolean {
  return is_latest
}

// JSON text never contains U+001E, the record separator (RFC 7464). Documents embedded in JSON would need every quote escaped here and
// unescaped in the database.
const SEPARATOR = '\u001E'

/** The rows as an item of a FROM clause, with the columns in the order of `names`. */
function toRecords(rows: readonly VersionsTable[]): RawBuilder<unknown> {
  const others = JSON.stringify(rows.map(({ document: _document, meta: _meta, ...row }) => row))
  const texts = JSON_COLUMNS.map((column) => rows.map((row) => row[column]).join(SEPARATOR))
  const tables = texts.map((text) => sql`string_to_table(${text}, ${SEPARATOR})`)
  return sql`rows from (json_to_recordset(${others}::json) as (${recordType}), ${sql.join(tables)}) as r`
}
