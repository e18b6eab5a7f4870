import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { CommandError, type Output } from '@mcp-registry/publisher/command-line'

/** Writes a file atomically, compressed if its name ends in .gz; or writes to standard output for `-`. */
export async function writeResult(
  { stdout }: Pick<Output, 'stdout'>,
  file: string,
  content: AsyncIterable<string | Uint8Array>,
): Promise<void> {
  await (file === '-' ? pipeline(Readable.from(content), stdout, { end: false }) : writeWhole(file, content))
}

/** Writes a temporary file in the same directory and renames it when it is complete. */
async function writeWhole(file: string, content: AsyncIterable<string | Uint8Array>): Promise<void> {
  const unfinished = join(dirname(file), `.${basename(file)}.${randomUUID()}`)
  try {
    // The file may contain data that only administrators may read.
    const handle = await open(unfinished, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
      throw new CommandError(`There is no folder ${dirname(file)}. Create it, or give another path.`, { cause: error })
    })
    const steps: [] | [Writable & Readable] = file.endsWith('.gz') ? [createGzip()] : []
    // `flush` syncs the data to disk before the rename.
    await pipeline([Readable.from(content), ...steps, handle.createWriteStream({ flush: true })])
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}
