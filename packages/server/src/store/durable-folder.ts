import { fsyncSync } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { findCode } from '@mcp-registry/contract'
import { NodeFS } from '@electric-sql/pglite/nodefs'

/** Flushes an open file or folder to disk. */
export type Fsync = (descriptor: number) => void

/**
 * A local folder as the file system of the embedded engine. By default, PGlite runs PostgreSQL with `fsync` off, and its file system
 * ignores the call: acknowledged writes stay in the memory of the operating system and are lost in a power failure.
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

/** The settings with which PostgreSQL calls `fsync`. `fdatasync`, the default `wal_sync_method`, has no effect in this engine. */
export const DURABLE_SETTINGS: readonly string[] = ['-c', 'fsync=on', '-c', 'wal_sync_method=fsync']

interface StreamOperations {
  fsync?: (stream: { readonly nfd: number }) => number
}

// The errno values of WASI.
function toErrno(error: unknown): number {
  const code = findCode(error)
  return code === 'ENOSPC' ? 51 : code === 'EDQUOT' ? 19 : 29
}

const CONCURRENCY = 4

/** Flushes everything in a folder to disk. */
export async function syncFolder(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.flatMap((entry) => (entry.isFile() || entry.isDirectory() ? [join(entry.parentPath, entry.name)] : []))
  const rest = [folder, ...paths].values()
  await Promise.all(Array.from({ length: CONCURRENCY }, () => syncAll(rest)))
}

/** Flushes files to disk and, for folders, their directory entries. */
export async function syncAll(paths: Iterable<string>): Promise<void> {
  for (const path of paths) {
    const handle = await open(path).catch((error: unknown) => {
      // Windows cannot open folders, and it persists directory entries on its own.
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
