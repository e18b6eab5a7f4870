import { type Kysely, sql, type Transaction } from 'kysely'
import type { Clock } from '../clock.js'
import type { Database } from '../store/database.js'
import type { Store } from '../store/open-store.js'
import { StorageError } from '../store/storage-error.js'
import { type BackupHeader, createDigest, type RowCounts, toEndLine, toHeaderLine, toRowLine } from './backup-format.js'
import { findSchema, listTables, type TableName } from './tables.js'

export interface BackupSummary extends Pick<BackupHeader, 'schema' | 'createdAt' | 'epoch' | 'number'> {
  readonly rows: RowCounts
}

export interface BackupOptions {
  readonly signal?: AbortSignal | undefined
  /** Called with the number of rows read so far. */
  readonly onProgress?: ((rows: number) => void) | undefined
}

// A row holds a document of up to 128 kB, and several copies of it are in memory at a time.
const FETCHED_ROWS = 100

/**
 * Passes a backup of all tables to `write`, read from one snapshot. A PostgreSQL server accepts writes meanwhile; the embedded database
 * runs no other query until `write` resolves. Rejects with a `StorageError` if the database contains no registry.
 */
export async function writeBackup(
  { store, clock }: { readonly store: Pick<Store, 'db'>; readonly clock: Clock },
  write: (lines: AsyncIterable<string>) => Promise<void>,
  options: BackupOptions = {},
): Promise<BackupSummary> {
  const snapshot = store.db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
  return snapshot.execute(async (tx) => {
    const schema = await findSchema(tx)
    if (schema === undefined) throw new StorageError('There is nothing to back up: the database has no registry.')
    const position = await readPosition(tx)
    const header = {
      format: 'mcp-registry-backup',
      formatVersion: 1,
      schema,
      createdAt: clock.now().toISOString(),
      ...position,
    } as const
    const rows: RowCounts = {}
    await write(listLines(tx, header, rows, options))
    return { schema, createdAt: header.createdAt, ...position, rows }
  })
}

async function* listLines(
  tx: Transaction<Database>,
  header: BackupHeader,
  counts: RowCounts,
  { signal, onProgress }: BackupOptions,
): AsyncGenerator<string, void, undefined> {
  const digest = createDigest()
  const digested = (lines: string) => {
    digest.update(lines)
    return lines
  }
  yield digested(toHeaderLine(header))
  let read = 0
  for (const { name } of await listTables(tx)) {
    counts[name] = 0
    for await (const rows of listRows(tx, name)) {
      signal?.throwIfAborted()
      counts[name] += rows.length
      read += rows.length
      onProgress?.(read)
      yield digested(rows.map((row) => toRowLine({ table: name, row })).join(''))
    }
  }
  yield toEndLine({ rows: counts, sha256: digest.digest('hex') })
}

/** Reads the rows of a table as JSON text, in batches, through a cursor in the transaction. */
export async function* listRows(tx: Transaction<Database>, table: TableName): AsyncGenerator<readonly string[], void, undefined> {
  await sql`
    declare backup_rows no scroll cursor for
    select row_to_json(t)::text as row from ${sql.table(table)} t`.execute(tx)
  for (;;) {
    const { rows } = await sql<{ row: string }>`fetch ${sql.lit(FETCHED_ROWS)} from backup_rows`.execute(tx)
    if (rows.length === 0) break
    yield rows.map(({ row }) => row)
  }
  await sql`close backup_rows`.execute(tx)
}

// The column `epoch` does not exist before migration 013.
async function readPosition(db: Kysely<Database>): Promise<{ epoch: string | undefined; number: number }> {
  const { rows } = await sql<{ clock: string }>`select row_to_json(c)::text as clock from change_clock c`.execute(db)
  const { epoch, number } = JSON.parse(rows[0]?.clock ?? '{}') as { epoch?: string; number?: number }
  return { epoch, number: number ?? 0 }
}
