import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { ServerJson } from '@mcp-registry/contract'
import { CommandError } from '../command-line/explain-error.js'
import { isPresent } from '../command-line/is-present.js'
import type { Project } from './read-project.js'
import { findVersionTag } from './version-tag.js'
import { toWorkflow, WORKFLOW_FILE, type WorkflowPlace } from './workflow.js'

export async function requireNoWorkflow({ top }: Project, isForced: boolean): Promise<void> {
  if (isForced || !(await isPresent(join(top, WORKFLOW_FILE)))) return
  throw new CommandError(
    `There is a ${WORKFLOW_FILE} in the repository already. Edit it, or replace it with: mcp-publisher init --workflow --force`,
  )
}

/** Writes the workflow at the root of the repository. Returns its path, relative to the working directory. */
export async function writeWorkflow(
  { top, facts, members }: Project,
  cwd: string,
  server: ServerJson,
  known: Pick<WorkflowPlace, 'file' | 'registry'>,
): Promise<string> {
  const path = join(top, WORKFLOW_FILE)
  const identifiers = server.packages?.map(({ identifier }) => identifier) ?? []
  const own = [...facts, ...members].filter(({ package: found }) => found !== undefined && identifiers.includes(found.identifier))
  const names = [
    ...identifiers,
    ...own.flatMap(({ shortName, member }) => [shortName, member]).filter((name) => name !== undefined),
  ]
  const prefix = findVersionTag(facts.find(({ tags }) => tags !== undefined)?.tags ?? [], names)?.prefix
  const place = {
    ...known,
    // It becomes part of shell commands.
    tagPrefix: prefix !== undefined && /^[\w.@/-]*$/.test(prefix) ? prefix : 'v',
    folder: relative(top, cwd).split(sep).join('/'),
    isPnpm: await isPresent(join(top, 'pnpm-lock.yaml')),
  }
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, toWorkflow(server, place))
  return relative(cwd, path).split(sep).join('/')
}
