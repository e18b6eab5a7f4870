import { access, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readFileWithin } from '../read-file-within.js'
import type { ProjectFolder } from './project-facts.js'

/** How many folders above a project are searched for the root of its repository. */
const MAX_ASCENT = 10

/** Larger files count as absent. */
const MAX_FILE_BYTES = 16 * 1024 * 1024

/** Opens a directory. `known` spares the search if a directory of the same repository is open. */
export async function openProjectFolder(path: string, known?: Pick<ProjectFolder, 'top'>): Promise<ProjectFolder> {
  const entries = await readdir(path, { withFileTypes: true })
  const readBytes = (name: string) => readFileWithin(join(path, name), MAX_FILE_BYTES).catch(() => undefined)
  return {
    path,
    top: known?.top ?? (await findTop(path)),
    files: entries.flatMap((entry) => (entry.isDirectory() ? [] : [entry.name])).toSorted(),
    folders: entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).toSorted(),
    readBytes,
    read: async (name) => (await readBytes(name))?.toString('utf8'),
    list: async (name) => {
      const below = await readdir(join(path, name), { withFileTypes: true }).catch(() => [])
      return below.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).toSorted()
    },
  }
}

async function findTop(path: string): Promise<string> {
  let current = path
  for (let ascent = 0; ascent < MAX_ASCENT; ascent += 1) {
    const isTop = await access(join(current, '.git')).then(
      () => true,
      () => false,
    )
    if (isTop) return current
    current = dirname(current)
  }
  return path
}
