import type { Command, OptionSpec } from './command-line/command.js'
import { toOptionName } from './command-line/to-option-name.js'

/**
 * Converts the arguments to those of the parser. The official command also accepts long options with one dash (`-domain example.com`),
 * values for flags (`--yes=true`), and `-v` or `version` for its version.
 */
export function normalizeArgv(commands: readonly Command[], argv: readonly string[]): string[] {
  const [name, ...rest] = argv
  if (name === undefined) return []
  if (['-v', '-version', 'version'].includes(name)) return ['--version', ...rest]
  if (name === '-help') return ['--help', ...rest]
  const command = commands.find((candidate) => candidate.name === name)
  return command === undefined ? [...argv] : [name, ...normalizeOptions(toKinds(command), rest)]
}

type Kind = OptionSpec['kind']

function normalizeOptions(kinds: ReadonlyMap<string, Kind>, args: readonly string[]): string[] {
  const normalized: string[] = []
  let isValue: boolean = false
  for (const [index, arg] of args.entries()) {
    if (arg === '--' && !isValue) return [...normalized, ...args.slice(index)]
    const [, option, assigned]: readonly (string | undefined)[] =
      (isValue ? undefined : /^--?([a-z][a-z0-9-]+)(?:=(.*))?$/s.exec(arg)) ?? []
    const kind: Kind | undefined = option === undefined ? undefined : kinds.get(option)
    // The argument after an option that takes a value is always that value, whatever its form.
    isValue = kind !== undefined && kind !== 'flag' && assigned === undefined
    if (kind === 'flag' && assigned !== undefined) normalized.push(...(isTrue(assigned) ? [`--${option}`] : []))
    else if (kind === undefined) normalized.push(arg)
    else normalized.push(assigned === undefined ? `--${option}` : `--${option}=${assigned}`)
  }
  return normalized
}

function isTrue(text: string): boolean {
  return !['false', 'f', '0'].includes(text.toLowerCase())
}

// Subcommands with options of one name agree on their kind.
function toKinds({ options = {}, commands = [] }: Command): ReadonlyMap<string, Kind> {
  const own = Object.entries(options).map(([name, { kind }]) => [toOptionName(name).slice(2), kind] as const)
  const below = commands.flatMap((command) => [...toKinds(command)])
  return new Map<string, Kind>([...own, ...below, ['json', 'flag'], ['quiet', 'flag'], ['help', 'flag']])
}
