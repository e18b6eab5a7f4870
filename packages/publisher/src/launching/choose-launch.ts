import { isCancel, select } from '@clack/prompts'
import { findSupport, type LaunchOption, listLaunchChoices, type Platform } from '@mcp-registry/client'
import type { ServerJson } from '@mcp-registry/contract'
import type { Context } from '../command-line/command.js'
import { CommandError, UsageError } from '../command-line/explain-error.js'
import { isInteractive } from '../command-line/interactive.js'
import { toSafeLine } from '../command-line/safe-text.js'
import { isOnPath } from './is-on-path.js'

interface Wanted {
  readonly package: string | undefined
  readonly remote: string | undefined
}

const THIS_MACHINE: Required<Platform> = { system: process.platform, architecture: process.arch }

/**
 * Returns the requested choice; otherwise prompts on a terminal; otherwise returns the first one that this machine runs, a preferred one if
 * there is any. Bundles for other platforms are left out, and programs that are not installed come last.
 */
export async function chooseLaunch(
  context: Context,
  server: ServerJson,
  wanted: Wanted,
  isPreferred: (option: LaunchOption) => boolean = () => true,
): Promise<LaunchOption> {
  const options = listLaunchChoices(server)
  const kind = wanted.package !== undefined ? 'package' : 'remote'
  const number = wanted.package ?? wanted.remote
  if (wanted.package !== undefined && wanted.remote !== undefined)
    throw new UsageError('--package and --remote exclude each other.')
  if (number !== undefined) {
    const named = options.find((option) => option.kind === kind && String(option.index + 1) === number)
    if (named === undefined) throw new UsageError(`${server.name} has no ${kind} ${number}. ${toOptionList(options)}`)
    if (findOptionSupport(named) === undefined)
      context.output.warn(`${toTitle(named)} is for ${toPlatformText(named.platform)}, and this machine is ${toPlatformText()}.`)
    return named
  }
  const fitting = requireFitting(server, options)
  const preferred = fitting.some(isPreferred) ? fitting.filter(isPreferred) : fitting
  const [first] = preferred
  if (first === undefined) throw new CommandError(`${server.name} names no package and no remote: there is nothing to launch.`)
  const chosen = (await findInstalled(context, preferred)) ?? first
  if (fitting.length > 1 && isInteractive(context)) return askForChoice(context, fitting, chosen)
  if (chosen !== first)
    context.output.say(
      `${toSafeLine(first.program)} is not on this machine, so ${toTitle(chosen)} is used instead of ${toTitle(first)}.`,
    )
  return chosen
}

/** The options that this machine runs; those that it emulates only if there is no other bundle. */
function requireFitting(server: ServerJson, options: readonly LaunchOption[]): readonly LaunchOption[] {
  const isNative = options.some(({ type, ...option }) => type === 'mcpb' && findOptionSupport(option) === 'native')
  const fitting = options.filter((option) => {
    const support = findOptionSupport(option)
    return support === 'native' || (support === 'emulated' && !isNative)
  })
  if (fitting.length > 0 || options.length === 0) return fitting
  const list = options.map(
    (option) => `  --package ${option.index + 1}  ${toPlatformText(option.platform)}  ${toSafeLine(option.label)}`,
  )
  throw new CommandError(
    `${server.name} has no bundle for this machine, ${toPlatformText()}. To use one of the others, name it:\n${list.join('\n')}`,
  )
}

function findOptionSupport({ platform = {} }: Pick<LaunchOption, 'platform'>): ReturnType<typeof findSupport> {
  return findSupport(platform, THIS_MACHINE)
}

async function findInstalled({ env }: Context, options: readonly LaunchOption[]): Promise<LaunchOption | undefined> {
  for (const option of options) if (option.program === undefined || (await isOnPath(option.program, env))) return option
  return undefined
}

async function askForChoice(
  { stdin, output, signal }: Context,
  options: readonly LaunchOption[],
  initialValue: LaunchOption,
): Promise<LaunchOption> {
  const answer = await select({
    message: 'Which one?',
    options: options.map((value) => ({ value, label: toTitle(value), hint: toSafeLine(value.transport) })),
    initialValue,
    input: stdin,
    output: output.stderr,
    signal,
  })
  if (isCancel(answer)) throw new CommandError('Nothing was done: no package or remote was chosen.')
  return answer
}

const MAX_LISTED = 20

function toOptionList(options: readonly LaunchOption[]): string {
  if (options.length === 0) return 'It has no packages and no remotes.'
  const list = options.slice(0, MAX_LISTED).map(({ kind, index }) => `--${kind} ${index + 1}`)
  return `Choose from ${list.join(', ')}${options.length > MAX_LISTED ? ', …' : ''}.`
}

function toTitle({ type, label }: LaunchOption): string {
  return toSafeLine(`${type} ${label}`)
}

const SYSTEM_TITLES: Readonly<Record<string, string>> = { darwin: 'macOS', linux: 'Linux', win32: 'Windows' }

function toPlatformText({ system = 'any system', architecture }: Platform = THIS_MACHINE): string {
  const title = SYSTEM_TITLES[system] ?? system
  return architecture === undefined ? title : `${title} ${architecture}`
}
