import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { DURABLE_SETTINGS, DurableFolder, type Fsync, syncFolderOnce } from './durable-folder.js'
import { type DataDirLock, lockDataDir, type LockOptions } from './lock-data-dir.js'

export interface OpenPglite {
  readonly database: PGlite
  /** The lock of the folder; undefined in memory. */
  readonly lock: DataDirLock | undefined
  close(): Promise<void>
}

export interface PgliteOptions extends LockOptions {
  /** Instead of that of Node. */
  readonly fsync?: Fsync
}

/** The embedded engine in memory. `snapshot` is a dumped data folder. */
export async function openPgliteInMemory(snapshot?: Blob): Promise<OpenPglite> {
  const database = await PGlite.create({ ...(snapshot && { loadDataDir: snapshot }), extensions: { pg_trgm } })
  await database.exec("set time zone 'UTC'")
  return { database, lock: undefined, close: () => database.close() }
}

/** The embedded engine in a folder that no other process may use meanwhile. What it has acknowledged is on the disk. */
export async function openPglite(dataDir: string, { fsync, ...options }: PgliteOptions = {}): Promise<OpenPglite> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const lock = await lockDataDir(dataDir, options)
  try {
    const folder = join(dataDir, 'postgres')
    const database = await PGlite.create({
      fs: new DurableFolder(folder, fsync),
      startParams: [...PGlite.defaultStartParams.filter((param) => param !== '-F'), ...DURABLE_SETTINGS],
      extensions: { pg_trgm },
    })
    await syncFolderOnce(folder)
    await database.exec("set time zone 'UTC'")
    return {
      database,
      lock,
      async close() {
        try {
          await database.close()
        } finally {
          await lock.release()
        }
      },
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}
