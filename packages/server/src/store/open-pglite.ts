import { existsSync } from 'node:fs'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { DURABLE_SETTINGS, DurableFolder, type Fsync, syncAll, syncFolder } from './durable-folder.js'
import { type DataDirLock, lockDataDir, type LockOptions } from './lock-data-dir.js'
import { StorageError } from './storage-error.js'

export interface OpenPglite {
  readonly database: PGlite
  /** The lock of the folder; undefined for an in-memory database. */
  readonly lock: DataDirLock | undefined
  close(): Promise<void>
}

export interface PgliteOptions extends LockOptions {
  /** Replaces `fsyncSync` of Node. */
  readonly fsync?: Fsync
}

/** Opens the embedded engine in memory. `snapshot` is a dump of a data folder. */
export async function openPgliteInMemory(snapshot?: Blob): Promise<OpenPglite> {
  const database = await PGlite.create({ ...(snapshot && { loadDataDir: snapshot }), extensions: { pg_trgm } })
  await database.exec("set time zone 'UTC'")
  return {
    database,
    lock: undefined,
    close: () => database.close(),
  }
}

/** Opens the embedded engine in a folder, which no other process may use meanwhile. Acknowledged writes are on disk. */
export async function openPglite(dataDir: string, { fsync, ...options }: PgliteOptions = {}): Promise<OpenPglite> {
  await makeFolder(dataDir)
  const lock = await lockDataDir(dataDir, options)
  const folder = join(dataDir, 'postgres')
  try {
    await prepareFolder(folder)
    const database = await startEngine(folder, fsync)
    await finishFolder(dataDir, folder)
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

async function makeFolder(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StorageError(`The data folder ${dataDir} cannot be used: ${reason}. Give another one with MCP_REGISTRY_DATA_DIR.`, {
      cause: error,
    })
  }
}

// Marker files. The engine creates a database without flushing it, and releases that did not write the second marker flushed nothing.
const toCreating = (folder: string) => `${folder}.creating`
const toSynced = (folder: string) => `${folder}.synced`

/** Removes a database whose creation was interrupted, before it could hold any data. */
async function prepareFolder(folder: string): Promise<void> {
  if (existsSync(toCreating(folder)) && !existsSync(toSynced(folder))) await rm(folder, { recursive: true, force: true })
  const files = existsSync(folder) ? await readdir(folder) : []
  if (files.length === 0) await writeFile(toCreating(folder), '')
  // The engine would create a new database over the existing files.
  else if (!files.includes('PG_VERSION')) throw new StorageError(toMessage(folder, 'there is no file PG_VERSION'))
}

/** Flushes a new database to disk. */
async function finishFolder(dataDir: string, folder: string): Promise<void> {
  if (!existsSync(toSynced(folder))) {
    await syncFolder(folder)
    await writeFile(toSynced(folder), '', { flush: true })
  }
  await rm(toCreating(folder), { force: true })
  await syncAll([dataDir])
}

async function startEngine(folder: string, fsync: Fsync | undefined): Promise<PGlite> {
  let complaint = 'no reason was given'
  try {
    const database = await PGlite.create({
      fs: new DurableFolder(folder, fsync),
      startParams: [...PGlite.defaultStartParams.filter((param) => param !== '-F'), ...DURABLE_SETTINGS],
      extensions: { pg_trgm },
      onStderr(text) {
        complaint = /\b(?:FATAL|PANIC): +(.+)/.exec(text)?.[1] ?? complaint
        return false
      },
    })
    await database.exec("set time zone 'UTC'")
    return database
  } catch (error) {
    throw new StorageError(toMessage(folder, complaint), { cause: error })
  }
}

function toMessage(folder: string, complaint: string): string {
  if (/No space left on device/.test(complaint))
    return `The disk of the data folder is full: ${complaint}. Make room and start again.`
  return (
    `The database in ${folder} cannot be opened: ${complaint}. Its files are damaged, or of another version. ` +
    'Move the folder away, start with an empty one, and restore a backup.'
  )
}
