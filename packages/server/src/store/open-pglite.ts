import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { lockDataDir } from './lock-data-dir.js'

export interface OpenPglite {
  readonly database: PGlite
  close(): Promise<void>
}

/** The embedded engine in a folder that no other process may use meanwhile, or in memory. `snapshot` is a dumped data folder. */
export async function openPglite(dataDir: string, snapshot?: Blob): Promise<OpenPglite> {
  const isInMemory = dataDir === 'memory'
  if (!isInMemory) await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const lock = isInMemory ? undefined : await lockDataDir(dataDir)
  try {
    const database = await PGlite.create({
      ...(!isInMemory && { dataDir: join(dataDir, 'postgres') }),
      ...(snapshot && { loadDataDir: snapshot }),
      extensions: { pg_trgm },
    })
    await database.exec("set time zone 'UTC'")
    return {
      database,
      async close() {
        try {
          await database.close()
        } finally {
          await lock?.release()
        }
      },
    }
  } catch (error) {
    await lock?.release()
    throw error
  }
}
