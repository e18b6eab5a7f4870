import { fstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * What of a folder would be there after a power failure at the worst moment: of each file what it held when it was last brought to the
 * disk, under the names that its folder had when that was. Knows the files by their inodes, and descriptors by /proc.
 */
export class FragileDisk {
  readonly #root: string
  readonly #contents = new Map<number, Buffer>()
  readonly #entries = new Map<number, ReadonlyMap<string, { readonly inode: number; readonly isFolder: boolean }>>()
  /** The paths that were brought to the disk, in order. */
  readonly synced: string[] = []

  constructor(root: string) {
    this.#root = root
  }

  /** Stands in for `fsync`. */
  readonly fsync = (descriptor: number): void => {
    const path = readlinkSync(`/proc/self/fd/${descriptor}`)
    this.synced.push(path)
    this.#sync(path, fstatSync(descriptor).ino)
  }

  /** Brings everything to the disk. */
  syncAll(folder = this.#root): void {
    this.#sync(folder, statSync(folder).ino)
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) this.syncAll(path)
      else if (entry.isFile()) this.#sync(path, statSync(path).ino)
    }
  }

  /** Writes the folder as it would be found after a power failure now. */
  async writeRemains(target: string, inode = statSync(this.#root).ino): Promise<void> {
    await mkdir(target, { recursive: true, mode: 0o700 })
    for (const [name, entry] of this.#entries.get(inode) ?? []) {
      const path = join(target, name)
      if (entry.isFolder) await this.writeRemains(path, entry.inode)
      // A name without content: the file was created, and nothing of it reached the disk.
      else await writeFile(path, this.#contents.get(entry.inode) ?? '')
    }
  }

  #sync(path: string, inode: number): void {
    if (!statSync(path).isDirectory()) {
      this.#contents.set(inode, readFileSync(path))
      return
    }
    const entries = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isFile() || entry.isDirectory())
    this.#entries.set(
      inode,
      new Map(
        entries.map((entry) => [entry.name, { inode: statSync(join(path, entry.name)).ino, isFolder: entry.isDirectory() }]),
      ),
    )
  }
}
