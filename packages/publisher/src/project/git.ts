import { execFile } from 'node:child_process'
import { relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { realpath } from 'node:fs/promises'
import { field } from './field.js'
import type { ProjectReader } from './project-facts.js'
import { toRepositoryUrl } from './repository-url.js'

const run = promisify(execFile)

/** The facts known to git: the repository of `origin`, the subfolder, and the newest tag that is a version. */
export const readGit: ProjectReader = async ({ path }) => {
  const root = await git(path, 'rev-parse', '--show-toplevel')
  if (root === undefined) return undefined
  const subfolder = relative(root, await realpath(path))
    .split(sep)
    .join('/')
  const tag = await git(path, 'describe', '--tags', '--abbrev=0')
  const repositoryUrl = toRepositoryUrl((await git(path, 'remote', 'get-url', 'origin')) ?? '')
  return {
    source: 'git',
    ...field('shortName', subfolder.split('/').at(-1) || repositoryUrl?.split('/').at(-1)),
    ...field('version', tag !== undefined && /^v?\d+\.\d+\.\d+/.test(tag) ? tag.replace(/^v/, '') : undefined),
    ...field('repositoryUrl', repositoryUrl),
    ...field('subfolder', subfolder || undefined),
  }
}

/** The output of git; `undefined` if git is not installed, there is no repository or the command fails. */
async function git(path: string, ...args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout } = await run('git', ['-C', path, ...args], { timeout: 5_000 })
    return stdout.trim() || undefined
  } catch {
    return undefined
  }
}
