import { execFile } from 'node:child_process'
import { relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { realpath } from 'node:fs/promises'
import { field } from './field.js'
import type { ProjectReader } from './project-facts.js'
import { toRepositoryUrl } from './repository-url.js'

const run = promisify(execFile)

const MAX_TAGS = 1_000

/** The facts known to git: the repository of `origin`, the subfolder, and the tags. */
export const readGit: ProjectReader = async ({ path }) => {
  const root = await git(path, 'rev-parse', '--show-toplevel')
  if (root === undefined) return undefined
  const subfolder = relative(root, await realpath(path))
    .split(sep)
    .join('/')
  // The last key is the first criterion: tags of one second are in the order of their versions.
  const order = ['--sort=-version:refname', '--sort=-creatordate']
  const tags = await git(path, 'for-each-ref', ...order, `--count=${MAX_TAGS}`, '--format=%(refname:strip=2)', 'refs/tags')
  const repositoryUrl = toRepositoryUrl((await git(path, 'remote', 'get-url', 'origin')) ?? '')
  return {
    source: 'git',
    ...field('shortName', subfolder.split('/').at(-1) || repositoryUrl?.split('/').at(-1)),
    ...field('repositoryUrl', repositoryUrl),
    ...field('subfolder', subfolder || undefined),
    ...field('tags', tags?.split('\n')),
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
