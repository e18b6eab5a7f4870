import { execFileSync } from 'node:child_process'
import { appendFileSync, rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface SmallDisk extends AsyncDisposable {
  readonly path: string
  /** Takes all the room that is left. */
  fill(): void
  makeRoom(): void
}

const CHUNK_BYTES = 64 * 1024

/** A file system of that size in memory, or the reason why there can be none on this machine. */
export async function mountSmallDisk(megabytes: number): Promise<SmallDisk | { readonly missing: string }> {
  if (process.getuid?.() !== 0) return { missing: 'only root mounts a file system. Run the tests as root, as in a container.' }
  const path = await mkdtemp(join(tmpdir(), 'registry-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path], { stdio: 'pipe' })
  } catch (error) {
    await rm(path, { recursive: true })
    const reason = error instanceof Error ? error.message.trim() : 'unknown'
    return { missing: `no file system can be mounted here: ${reason}. Give the container the capability SYS_ADMIN.` }
  }
  const filler = join(path, 'filler')
  return {
    path,
    fill() {
      for (let bytes = CHUNK_BYTES; bytes > 0;) {
        try {
          appendFileSync(filler, Buffer.alloc(bytes))
        } catch {
          bytes = Math.floor(bytes / 2)
        }
      }
    },
    makeRoom: () => rmSync(filler),
    async [Symbol.asyncDispose]() {
      execFileSync('umount', ['--lazy', path])
      await rm(path, { recursive: true })
    },
  }
}
