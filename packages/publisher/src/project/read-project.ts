import { join } from 'node:path'
import { readCargoToml } from './cargo-toml.js'
import { readCsproj } from './csproj.js'
import { readDockerfile } from './dockerfile.js'
import { field } from './field.js'
import { readGit } from './git.js'
import { readGoMod } from './go-mod.js'
import { listFolders, MAX_FOLDERS } from './list-folders.js'
import { matchesPattern } from './matches-pattern.js'
import { readMcpbManifest } from './mcpb-manifest.js'
import { readPackageJson } from './package-json.js'
import type { ProjectFacts, ProjectFolder, ProjectReader } from './project-facts.js'
import { openProjectFolder } from './project-folder.js'
import { readPyproject } from './pyproject.js'
import { readWorkspacePatterns } from './workspace-patterns.js'

/** Readers for every supported kind of file, in order of precedence. */
const FILE_READERS: readonly ProjectReader[] = [
  readPackageJson,
  readPyproject,
  readCargoToml,
  readCsproj,
  readGoMod,
  readMcpbManifest,
  readDockerfile,
]

const MAX_MEMBERS = 200
/** The folders to search where no workspace says which ones have packages. */
const MAX_SEARCHED_FOLDERS = 300

/** What the files of a directory say about the server, in order of precedence. */
export interface Project {
  /** The root of the repository, or the directory itself. */
  readonly top: string
  readonly facts: readonly ProjectFacts[]
  /** The packages in the folders below: the members of a workspace, or any if the directory itself has none. */
  readonly members: readonly ProjectFacts[]
}

export async function readProject(path: string): Promise<Project> {
  const folder = await openProjectFolder(path)
  const facts = await readFacts(folder, [...FILE_READERS, readGit])
  return { top: folder.top, facts, members: await readMembers(folder, facts) }
}

async function readFacts(folder: ProjectFolder, readers: readonly ProjectReader[]): Promise<readonly ProjectFacts[]> {
  const facts = await Promise.all(readers.map((read) => read(folder)))
  return facts.filter((found) => found !== undefined)
}

async function readMembers(root: ProjectFolder, facts: readonly ProjectFacts[]): Promise<readonly ProjectFacts[]> {
  const patterns = await readWorkspacePatterns(root)
  const hasPackage = facts.some((found) => found.package !== undefined)
  if (patterns.length === 0 && hasPackage) return []
  const isMember = toFilter(patterns)
  const paths = (await listFolders(root.path, patterns.length > 0 ? MAX_FOLDERS : MAX_SEARCHED_FOLDERS)).filter(isMember)
  const members: ProjectFacts[] = []
  for (const path of paths) {
    if (members.length >= MAX_MEMBERS) break
    members.push(...(await readMember(root, path)))
  }
  return members
}

function toFilter(patterns: readonly string[]): (path: string) => boolean {
  const included = patterns.filter((pattern) => !pattern.startsWith('!'))
  const excluded = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1))
  return (path) =>
    (included.length === 0 || included.some((pattern) => matchesPattern(path, pattern))) &&
    !excluded.some((pattern) => matchesPattern(path, pattern))
}

async function readMember(root: ProjectFolder, path: string): Promise<readonly ProjectFacts[]> {
  const folder = await openProjectFolder(join(root.path, path), root)
  const facts = await readFacts(folder, FILE_READERS)
  return facts
    .filter((found) => found.package !== undefined)
    .map((found) => ({
      ...found,
      member: path,
      source: `${path}/${found.source}`,
      // The short name of a folder serves where the file has none.
      ...field('shortName', found.shortName ?? path.split('/').at(-1)),
      ...field('markerFile', found.markerFile === undefined ? undefined : join(path, found.markerFile).split('\\').join('/')),
    }))
}
