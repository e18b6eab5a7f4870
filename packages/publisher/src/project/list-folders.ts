import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

const MAX_DEPTH = 4
/** The largest number of folders to search. */
export const MAX_FOLDERS = 2_000

/** Folders that contain no packages of the project. */
const IGNORED = new Set([
  'node_modules',
  'target',
  'dist',
  'build',
  'out',
  'bin',
  'obj',
  'vendor',
  'venv',
  'testdata',
  'fixtures',
])

/** The folders below a directory in the order of depth, as relative paths with slashes, four levels deep. */
export async function listFolders(root: string, limit: number = MAX_FOLDERS): Promise<readonly string[]> {
  const found: string[] = []
  let level = ['']
  for (let depth = 0; depth < MAX_DEPTH && found.length < limit; depth += 1) {
    const below = await Promise.all(level.slice(0, limit).map((path) => listBelow(root, path)))
    level = below.flat()
    found.push(...level.slice(0, limit - found.length))
  }
  return found
}

async function listBelow(root: string, path: string): Promise<string[]> {
  const entries = await readdir(join(root, path), { withFileTypes: true }).catch(() => [])
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  const shown = names.filter((name) => !name.startsWith('.') && !IGNORED.has(name)).toSorted()
  return shown.map((name) => (path === '' ? name : `${path}/${name}`))
}
