import { findCode } from '@mcp-registry/contract'
import { sql, type Transaction } from 'kysely'
import type { Database } from '../store/database.js'
import { StorageError } from '../store/storage-error.js'
import { isRefusedByDatabase } from '../store/is-refused-by-database.js'
import { type RowCounts, toDamaged } from './backup-format.js'
import type { RowBatch } from './read-backup.js'
import type { TableColumns, TableName } from './tables.js'

export interface LoadOptions {
  readonly signal?: AbortSignal | undefined
  /** Called with the number of rows written so far. */
  readonly onProgress?: ((rows: number) => void) | undefined
}

/** Replaces the rows of every table, unchanged and with triggers disabled. Returns the number of rows inserted into each table. */
export async function loadRows(
  tx: Transaction<Database>,
  tables: readonly TableColumns[],
  batches: AsyncIterable<RowBatch>,
  { signal, onProgress }: LoadOptions = {},
): Promise<RowCounts> {
  for (const { name } of tables) await sql`alter table ${sql.table(name)} disable trigger user`.execute(tx)
  for (const { name } of tables) await sql`delete from ${sql.table(name)}`.execute(tx)
  const counts: RowCounts = {}
  let written = 0
  for await (const { table, rows } of batches) {
    signal?.throwIfAborted()
    await insert(tx, requireTable(tables, table), rows)
    counts[table] = (counts[table] ?? 0) + rows.length
    written += rows.length
    onProgress?.(written)
  }
  for (const { name } of tables) await sql`alter table ${sql.table(name)} enable trigger user`.execute(tx)
  for (const table of tables) await advanceIdentity(tx, table)
  return counts
}

export function requireTable(tables: readonly TableColumns[], name: TableName): TableColumns {
  const table = tables.find((each) => each.name === name)
  if (table === undefined) throw new StorageError(`The database has no table ${name}. Run "mcp-registry migrate" first.`)
  return table
}

/** PostgreSQL reports a malformed `tsvector` in the data as a syntax error, with code 42601. */
function isRefusedRow(error: unknown): error is Error {
  return isRefusedByDatabase(error) || findCode(error) === '42601'
}

async function insert(tx: Transaction<Database>, { name, columns }: TableColumns, rows: RowBatch['rows']): Promise<void> {
  const list = sql.join(columns.map((column) => sql.ref(column)))
  await sql`
    insert into ${sql.table(name)} (${list}) overriding system value
    select ${list} from json_populate_recordset(null::${sql.table(name)}, ${`[${rows.join(',')}]`}::json)`
    .execute(tx)
    .catch((error: unknown) => {
      throw isRefusedRow(error) ? toDamaged(`the database refuses a row of the table ${name}: ${error.message}`, error) : error
    })
}

/** Advances the sequence beyond the inserted ids. Never moves it back: a rollback does not undo `setval`. */
async function advanceIdentity(tx: Transaction<Database>, { name, identity }: TableColumns): Promise<void> {
  if (identity === undefined) return
  await sql`
    select setval(sequence, greatest(nextval(sequence), (select max(${sql.ref(identity)}) from ${sql.table(name)})))
    from (select pg_get_serial_sequence(${name}, ${identity})::regclass as sequence) as s`.execute(tx)
}
