import { isCancel, select } from '@clack/prompts'
import type { LaunchInput, LaunchInputs, LaunchOption, LaunchProblem, LaunchProblemCode } from '@mcp-registry/client'
import { listLaunchChoices } from '@mcp-registry/client'
import type { Result, ServerJson } from '@mcp-registry/contract'
import { CommandError, type Context, isInteractive, toSafeLine, UsageError } from '@mcp-registry/publisher/command-line'

/** Options of every command that launches an entry: the package or remote to use, and the values of its inputs. */
export const launchOptions = {
  package: { kind: 'text', placeholder: 'n', about: 'the number of the package, as in show' },
  remote: { kind: 'text', placeholder: 'n', about: 'the number of the remote, as in show' },
  input: { kind: 'list', placeholder: 'KEY=VALUE', short: 'i', about: 'the value of an input, as listed by show' },
  serverVersion: { kind: 'text', placeholder: 'version', about: 'an exact version (default: latest)' },
} as const

interface Wanted {
  readonly package: string | undefined
  readonly remote: string | undefined
}

/** Returns the requested choice; otherwise prompts on a terminal; otherwise returns the first preferred choice, or the first of all. */
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
    if (named !== undefined) return named
    throw new UsageError(`${server.name} has no ${kind} ${number}. See "mcp-registry show ${server.name}".`)
  }
  const preferred = options.find(isPreferred) ?? options[0]
  if (preferred === undefined)
    throw new CommandError(`${server.name} names no package and no remote: there is nothing to launch.`)
  return options.length > 1 && isInteractive(context) ? askForChoice(context, options, preferred) : preferred
}

async function askForChoice(
  { stdin, output, signal }: Context,
  options: readonly LaunchOption[],
  initialValue: LaunchOption,
): Promise<LaunchOption> {
  const answer = await select({
    message: 'Which one?',
    options: options.map((value) => ({
      value,
      label: toSafeLine(`${value.type} ${value.label}`),
      hint: toSafeLine(value.transport),
    })),
    initialValue,
    input: stdin,
    output: output.stderr,
    signal,
  })
  if (isCancel(answer)) throw new CommandError('Nothing was done: no package or remote was chosen.')
  return answer
}

/** Parses `KEY=VALUE` arguments; a repeated key yields an array. */
export function parseInputs(texts: readonly string[]): LaunchInputs {
  const values = new Map<string, readonly string[]>()
  for (const text of texts) {
    // Starts at the second character: a key is never empty, but may start with any character.
    const end = text.indexOf('=', 1)
    if (end === -1) throw new UsageError('--input takes KEY=VALUE; one of them has no "=".')
    const key = text.slice(0, end)
    values.set(key, [...(values.get(key) ?? []), text.slice(end + 1)])
  }
  return Object.fromEntries([...values].map(([key, list]) => [key, list.length === 1 ? (list[0] ?? '') : list]))
}

/** Splits the values into those of the given inputs and the rest. */
export function splitInputs(given: LaunchInputs, inputs: readonly LaunchInput[]): readonly [LaunchInputs, LaunchInputs] {
  const isKnown = (key: string) => inputs.some(({ id }) => id === key)
  const entries = Object.entries(given)
  return [
    Object.fromEntries(entries.filter(([key]) => isKnown(key))),
    Object.fromEntries(entries.filter(([key]) => !isKnown(key))),
  ]
}

const ANSWERS: ReadonlySet<LaunchProblemCode> = new Set([
  'missing-input',
  'unknown-input',
  'invalid-input',
  'not-a-choice',
  'unequal-lists',
])

/** Returns the value, or throws every problem: a usage error if all of them concern input values. */
export function requireResolved<T>(result: Result<T, LaunchProblem>): T {
  if (result.ok) return result.value
  const message = result.errors.map(toSentence).join('\n')
  throw result.errors.every(({ code }) => ANSWERS.has(code)) ? new UsageError(message) : new CommandError(message)
}

function toSentence({ code, message, input }: LaunchProblem): string {
  return code === 'missing-input' && input !== undefined ? `--input ${input}=… is missing. ${message}` : message
}
