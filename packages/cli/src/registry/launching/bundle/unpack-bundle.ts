import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, resolve, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type Entry, openPromise } from 'yauzl'
import { CommandError } from '@mcp-registry/publisher/command-line'

const MAX_FILES = 100_000
const MAX_BYTES = 4 * 1024 ** 3
const FILE_TYPE = 0o170000
const SYMBOLIC_LINK = 0o120000

/** Unpacks a bundle into a directory. Symbolic links are skipped, and a path outside the directory rejects the whole bundle. */
export async function unpackBundle(file: string, folder: string, signal: AbortSignal): Promise<void> {
  try {
    // Checks file names, and that no file is larger than the archive declares.
    const archive = await openPromise(file, { lazyEntries: true, autoClose: false, strictFileNames: true })
    try {
      let bytes = 0
      if (archive.entryCount > MAX_FILES) throw new Error(`it has more than ${MAX_FILES} files`)
      for await (const entry of archive.eachEntry()) {
        signal.throwIfAborted()
        bytes += entry.uncompressedSize
        if (bytes > MAX_BYTES) throw new Error('it is too large when unpacked')
        const path = requireInside(folder, entry.fileName)
        if (entry.fileName.endsWith('/')) await mkdir(path, { recursive: true })
        else if ((toMode(entry) & FILE_TYPE) !== SYMBOLIC_LINK) {
          await mkdir(dirname(path), { recursive: true })
          const mode = (toMode(entry) & 0o111) === 0 ? 0o644 : 0o755
          // Never overwrites a file, since the result for duplicate names would depend on their order.
          await pipeline(await archive.openReadStreamPromise(entry), createWriteStream(path, { flags: 'wx', mode }), { signal })
        }
      }
    } finally {
      archive.close()
    }
  } catch (error) {
    if (signal.aborted || !(error instanceof Error)) throw error
    throw new CommandError(`The bundle cannot be unpacked: ${error.message}. Nothing of it was kept.`, { cause: error })
  }
}

function requireInside(folder: string, name: string): string {
  const path = resolve(folder, name)
  if (name.includes('\0') || name.includes(':') || !path.startsWith(resolve(folder) + sep))
    throw new Error(`${JSON.stringify(name)} is not a name inside it`)
  return path
}

// On Unix, archives store the file mode in the upper 16 bits.
function toMode({ externalFileAttributes }: Entry): number {
  return externalFileAttributes >>> 16
}
