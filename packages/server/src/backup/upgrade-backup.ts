import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../store/migrate.js'
import { MIGRATIONS } from '../store/migrations.js'
import { openPglite } from '../store/open-pglite.js'
import { createPgliteStore, type Store } from '../store/open-store.js'
import { loadRows } from './load-rows.js'
import type { RowBatch } from './read-backup.js'
import { listTables } from './tables.js'
import { listRows } from './write-backup.js'

export interface UpgradedBackup extends AsyncDisposable {
  readonly batches: AsyncIterable<RowBatch>
}

/** Converts rows to the current schema. Rows of an older schema are migrated in an embedded database in a temporary folder. */
export async function upgradeBackup(schema: string, batches: AsyncIterable<RowBatch>): Promise<UpgradedBackup> {
  if (schema === Object.keys(MIGRATIONS).at(-1)) return { batches, [Symbol.asyncDispose]: async () => {} }
  const folder = await mkdtemp(join(tmpdir(), 'mcp-registry-restore-'))
  try {
    // The data is not needed after a crash, so it need not be flushed to disk.
    const store = createPgliteStore(await openPglite(folder, { fsync: () => {} }))
    const dispose = async () => {
      await store.close()
      await rm(folder, { recursive: true, force: true })
    }
    try {
      await migrate(store.db, schema)
      const tables = await listTables(store.db)
      await store.db.transaction().execute((tx) => loadRows(tx, tables, batches))
      await store.migrate()
      return { batches: listAll(store), [Symbol.asyncDispose]: dispose }
    } catch (error) {
      await store.close()
      throw error
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

async function* listAll(store: Store): AsyncGenerator<RowBatch, void, undefined> {
  const tx = await store.db.startTransaction().execute()
  try {
    for (const { name } of await listTables(tx)) {
      for await (const rows of listRows(tx, name)) yield { table: name, rows }
    }
  } finally {
    await tx.rollback().execute()
  }
}
