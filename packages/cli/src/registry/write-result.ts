import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { CommandError, type Output } from '@mcp-registry/publisher/command-line'

/** Writes to a file, which appears whole or not at all and is compressed when its name ends in .gz; or to standard output for `-`. */
export async function writeResult(
  { stdout }: Pick<Output, 'stdout'>,
  file: string,
  content: AsyncIterable<string | Uint8Array>,
): Promise<void> {
  await (file === '-' ? pipeline(Readable.from(content), stdout, { end: false }) : writeWhole(file, content))
}

/** Writes beside the file and puts it in its place when it is whole. */
async function writeWhole(file: string, content: AsyncIterable<string | Uint8Array>): Promise<void> {
  const unfinished = join(dirname(file), `.${basename(file)}.${randomUUID()}`)
  try {
    // It may hold what only administrators see.
    const handle = await open(unfinished, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
      throw new CommandError(`There is no folder ${dirname(file)}. Create it, or give another path.`, { cause: error })
    })
    const steps: [] | [Writable & Readable] = file.endsWith('.gz') ? [createGzip()] : []
    // `flush` brings the bytes to the disk before the name does.
    await pipeline([Readable.from(content), ...steps, handle.createWriteStream({ flush: true })])
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}
