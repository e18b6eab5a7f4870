import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readCargoToml } from './cargo-toml.js'
import { readCsproj } from './csproj.js'
import { readDockerfile } from './dockerfile.js'
import { readGit } from './git.js'
import { readGoMod } from './go-mod.js'
import { readMcpbManifest } from './mcpb-manifest.js'
import { readPackageJson } from './package-json.js'
import type { ProjectFacts, ProjectFolder, ProjectReader } from './project-facts.js'
import { readPyproject } from './pyproject.js'

/** Readers for every supported kind of file, in order of precedence. */
const READERS: readonly ProjectReader[] = [
  readPackageJson,
  readPyproject,
  readCargoToml,
  readCsproj,
  readGoMod,
  readMcpbManifest,
  readDockerfile,
  readGit,
]

/** The facts about the server that the files of a directory contain, in order of precedence. */
export async function readProject(path: string): Promise<readonly ProjectFacts[]> {
  const folder = await openFolder(path)
  const facts = await Promise.all(READERS.map((read) => read(folder)))
  return facts.filter((found) => found !== undefined)
}

async function openFolder(path: string): Promise<ProjectFolder> {
  const entries = await readdir(path, { withFileTypes: true })
  const readBytes = (name: string) => readFile(join(path, name)).catch(() => undefined)
  return {
    path,
    files: entries.flatMap((entry) => (entry.isDirectory() ? [] : [entry.name])).toSorted(),
    readBytes,
    read: async (name) => (await readBytes(name))?.toString('utf8'),
  }
}
