import { isCancel, multiselect } from '@clack/prompts'
import { CommandError, type Context, isInteractive, UsageError } from '@mcp-registry/publisher/command-line'
import type { Scope } from './install-record.js'
import { clientIds, isDetected, listTargets, requireTargets, type Target, toIds } from './targets.js'

export interface TargetRequest {
  readonly client: readonly string[]
  readonly detect: boolean
  readonly scope: Scope | undefined
  readonly project: string | undefined
}

/** The files to install into: of the named clients, of those on this machine, or as a person chooses on a terminal. */
export async function chooseTargets(
  context: Context,
  { client, detect, scope: wanted, project }: TargetRequest,
): Promise<readonly Target[]> {
  const scope = wanted ?? (project === undefined ? 'user' : 'project')
  if (project !== undefined && scope === 'user') throw new UsageError('--project is for --scope project.')
  const targets = await listTargets(context, scope, project)
  const named = requireTargets(targets, client)
  if (named.length > 0 && !detect) return named
  const detected = await listDetected(context, targets, project)
  if (detect) {
    const all = [...named, ...detected.filter((target) => !named.includes(target))]
    if (all.length > 0) return all
    throw new CommandError(`No client was found on this machine. Name one with --client: ${toIds(targets)}.`)
  }
  if (isInteractive(context)) return askForTargets(context, targets, detected)
  const found = detected.length === 0 ? clientIds.join(', ') : `${toIds(detected)} are on this machine`
  throw new UsageError(`Name the client with --client, or install for all that are on this machine with --detect (${found}).`)
}

async function listDetected(
  context: Context,
  targets: readonly Target[],
  project: string | undefined,
): Promise<readonly Target[]> {
  const detected: Target[] = []
  for (const target of targets) if (await isDetected(target, context, project)) detected.push(target)
  return detected
}

async function askForTargets(
  { stdin, output, signal }: Context,
  targets: readonly Target[],
  detected: readonly Target[],
): Promise<readonly Target[]> {
  const answer = await multiselect({
    message: 'Which clients?',
    options: [...detected, ...targets.filter((target) => !detected.includes(target))].map((value) => ({
      value,
      label: value.client.title,
      hint: detected.includes(value) ? value.path : 'not found on this machine',
    })),
    initialValues: [...detected],
    input: stdin,
    output: output.stderr,
    signal,
  })
  if (isCancel(answer)) throw new CommandError('Nothing was done: no client was chosen.')
  return answer
}
