import { randomBytes } from 'node:crypto'
import { shorten } from '@mcp-registry/contract'
import { sql, type Transaction } from 'kysely'
import { recordDone } from '../audit/audit-log.js'
import { settleAll } from '../catalog/takedowns/settle-takedowns.js'
import type { HoldServices } from '../catalog/takedowns/find-holds.js'
import type { Clock } from '../clock.js'
import { toOperatorAttempt } from '../identity/operator.js'
import type { Database } from '../store/database.js'
import { CHANGES_CHANNEL } from '../store/listen.js'
import { MIGRATIONS } from '../store/migrations.js'
import type { Store } from '../store/open-store.js'
import { refreshStatistics } from '../store/refresh-statistics.js'
import { StorageError } from '../store/storage-error.js'
import { lockOutWriters } from '../store/writers-lock.js'
import type { BackupHeader, RowCounts } from './backup-format.js'
import { type LoadOptions, loadRows, requireTable } from './load-rows.js'
import { readBackup } from './read-backup.js'
import { listTables, type TableColumns, type TableName } from './tables.js'
import { upgradeBackup } from './upgrade-backup.js'

export interface RestoreOptions extends LoadOptions {
  /** Whether to replace existing data. By default, a database that is not empty is refused. */
  readonly replace?: boolean | undefined
}

export interface RestoreSummary extends Pick<BackupHeader, 'schema' | 'createdAt' | 'number'> {
  /** The epoch that starts with the restore. */
  readonly epoch: string
  /** The number of rows in the backup, by table. */
  readonly rows: RowCounts
  /** The number of rows that were kept although the backup does not contain them, by table. See {@link KEPT}. */
  readonly kept: RowCounts
  /** The number of restored versions that takedowns and denials hid again. */
  readonly hidden: number
}

/**
 * Tables whose rows survive a restore, with the columns that identify a row. A restore does not lift takedowns or denials made since the
 * backup, does not make used signatures valid again, and removes nothing from the audit log.
 */
const KEPT = {
  takedowns: ['folded_name', 'version'],
  denied_namespaces: ['namespace'],
  used_signatures: ['digest'],
  audit_log: ['id', 'at', 'request_id'],
} as const satisfies Partial<Record<TableName, readonly string[]>>

/**
 * Restores a database to the state of a backup, except for the rows that survive a restore. All changes are made in one transaction, so
 * readers see the state before or after the restore. Starts a new epoch, which makes running processes and mirrors start over. The schema
 * must be up to date. Rejects with a `StorageError`, without changing anything, if the backup is damaged or was made by a newer version,
 * or if the database is not empty and `replace` is false.
 */
export async function restoreBackup(
  services: HoldServices & { readonly store: Store; readonly clock: Clock },
  bytes: AsyncIterable<Uint8Array>,
  { replace = false, ...options }: RestoreOptions = {},
): Promise<RestoreSummary> {
  const { store, clock } = services
  const { header, batches } = await readBackup(bytes)
  const { schema, createdAt, number } = header
  if (!Object.hasOwn(MIGRATIONS, schema)) {
    throw new StorageError(
      `The backup has the schema ${shorten(schema)}, which this version of the registry does not know. Use the version that made it, or a newer one.`,
    )
  }
  await using upgraded = await upgradeBackup(schema, batches)
  const tables = await listTables(store.db)
  const epoch = randomBytes(16).toString('hex')
  const restored = await store.db.transaction().execute(async (tx) => {
    await lockOutWriters(tx)
    // Blocks publications that have not locked the catalog yet. Readers are not blocked.
    await sql`lock table ${sql.join(tables.map(({ name }) => sql.table(name)))} in share row exclusive mode`.execute(tx)
    if (!replace) await requireEmpty(tx, tables)
    for (const name of Object.keys(KEPT)) await setAside(tx, name)
    const rows = await loadRows(tx, tables, upgraded.batches, options)
    const kept: RowCounts = {}
    for (const name of Object.keys(KEPT) as (keyof typeof KEPT)[]) {
      kept[name] = await bringBack(tx, requireTable(tables, name), KEPT[name])
    }
    await sql`update change_clock set epoch = ${epoch}, origin = null`.execute(tx)
    const hidden = await settleAll(tx, services)
    const detail = `the backup of ${createdAt}, change ${number}`
    await recordDone(tx, clock, toOperatorAttempt('restore', detail))
    await sql`select pg_notify(${CHANGES_CHANNEL}, '{}')`.execute(tx)
    return { schema, createdAt, number, epoch, rows, kept, hidden }
  })
  await refreshStatistics(store)
  return restored
}

const CONTENT = [
  'versions',
  'audit_log',
  'takedowns',
  'denied_namespaces',
  'publisher_policies',
  'client_descriptions',
  'github_accounts',
] as const

async function requireEmpty(tx: Transaction<Database>, tables: readonly TableColumns[]): Promise<void> {
  for (const name of CONTENT) {
    const { rows } = await sql`select from ${sql.table(requireTable(tables, name).name)} limit 1`.execute(tx)
    if (rows.length === 0) continue
    throw new StorageError(
      `The database is not empty: it has rows in the table ${name}. Restore into a new one, or replace what it holds with --replace. ` +
        'Takedowns, denied namespaces and the audit log are kept beside those of the backup.',
    )
  }
}

async function setAside(tx: Transaction<Database>, table: string): Promise<void> {
  await sql`create temporary table ${sql.table(`kept_${table}`)} on commit drop as select * from ${sql.table(table)}`.execute(tx)
}

/** Inserts the rows that were set aside and are not in the backup. Returns the number of inserted rows. */
async function bringBack(
  tx: Transaction<Database>,
  { name, columns, identity }: TableColumns,
  key: readonly string[],
): Promise<number> {
  const list = sql.join(columns.filter((column) => column !== identity).map((column) => sql.ref(column)))
  const toKey = (table: string) => sql.join(key.map((column) => sql.ref(`${table}.${column}`)))
  const { numAffectedRows } = await sql`
    insert into ${sql.table(name)} (${list})
    select ${list} from ${sql.table(`kept_${name}`)} as kept
    where not exists (select from ${sql.table(name)} as t where (${toKey('t')}) = (${toKey('kept')}))
    order by ${sql.ref(`kept.${identity ?? key[0] ?? ''}`)}`.execute(tx)
  return Number(numAffectedRows ?? 0)
}
