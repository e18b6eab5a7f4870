import { fsyncSync } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { NodeFS } from '@electric-sql/pglite/nodefs'

/** Brings what was written to an open file, or to a folder, to the disk. */
export type Fsync = (descriptor: number) => void

/**
 * A folder of this machine as the file system of the embedded engine. PGlite runs PostgreSQL with `fsync` off, and its file system ignores
 * the call: what it has acknowledged is then in the memory of the operating system, and lost when the power fails.
 */
export class DurableFolder extends NodeFS {
  readonly #fsync: Fsync

  constructor(folder: string, fsync: Fsync = fsyncSync) {
    super(folder)
    this.#fsync = fsync
  }

  override async init(...[pglite, options]: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(pglite, options)
    const addFsync: NonNullable<typeof emscriptenOpts.preRun>[number] = ({ NODEFS, FS }) => {
      const { stream_ops: operations } = NODEFS as unknown as { readonly stream_ops: StreamOperations }
      operations.fsync = ({ nfd }) => {
        try {
          this.#fsync(nfd)
          return 0
        } catch (error) {
          throw new FS.ErrnoError(toErrno(error))
        }
      }
    }
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), addFsync] } }
  }
}

/** What PostgreSQL must be told to call `fsync`: `fdatasync`, its default for the log, does nothing in this engine. */
export const DURABLE_SETTINGS: readonly string[] = ['-c', 'fsync=on', '-c', 'wal_sync_method=fsync']

interface StreamOperations {
  fsync?: (stream: { readonly nfd: number }) => number
}

// Error numbers as WASI has them.
function toErrno(error: unknown): number {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ENOSPC' ? 51 : code === 'EDQUOT' ? 19 : 29
}

const CONCURRENCY = 4

/** Brings everything in a folder to the disk. */
export async function syncFolder(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.flatMap((entry) => (entry.isFile() || entry.isDirectory() ? [join(entry.parentPath, entry.name)] : []))
  const rest = [folder, ...paths].values()
  await Promise.all(Array.from({ length: CONCURRENCY }, () => syncAll(rest)))
}

/** Brings files to the disk, and of folders which names are in them. */
export async function syncAll(paths: Iterable<string>): Promise<void> {
  for (const path of paths) {
    const handle = await open(path).catch((error: unknown) => {
      // Windows opens no folders, and writes down the names in them by itself.
      if (process.platform !== 'win32') throw error
    })
    if (handle === undefined) continue
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  }
}
