import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The packages that npm has installed in a directory. */
export interface Installation {
  readonly packages: number
  /** Disk usage in whole blocks, as counted by `du`. */
  readonly bytes: number
}

export async function measureInstallation(folder: string): Promise<Installation> {
  const modules = join(folder, 'node_modules')
  const lockfile: { readonly packages: object } = JSON.parse(await readFile(join(modules, '.package-lock.json'), 'utf8'))
  const files = await readdir(modules, { recursive: true })
  const sizes = await Promise.all(files.map(async (file) => (await lstat(join(modules, file))).blocks * 512))
  return { packages: Object.keys(lockfile.packages).length, bytes: sizes.reduce((sum, size) => sum + size, 0) }
}
