import { randomUUID } from 'node:crypto'
import { mkdir, open, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { type BackupSummary, writeBackup } from './write-backup.js'

export interface SpooledBackup {
  readonly summary: BackupSummary
  /** The size of the compressed backup. */
  readonly bytes: number
  readonly stream: Readable
}

/**
 * Writes a compressed backup to disk and returns a stream of the file, so that a slow client does not hold the database transaction open.
 * The file is unlinked right after it is opened, so that the operating system removes it even after a crash.
 */
export async function spoolBackup(services: Parameters<typeof writeBackup>[0], folder: string): Promise<SpooledBackup> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, `backup-${randomUUID()}`)
  const handle = await open(path, 'wx+', 0o600)
  try {
    await rm(path)
    const summary = await writeBackup(services, (lines) =>
      pipeline(Readable.from(lines), createGzip({ level: 1 }), (packed: AsyncIterable<Buffer>) => writeFile(handle, packed)),
    )
    const { size } = await handle.stat()
    return { summary, bytes: size, stream: handle.createReadStream({ start: 0 }) }
  } catch (error) {
    await handle.close()
    throw error
  }
}
