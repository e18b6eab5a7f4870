import type { LaunchInput, LaunchOption } from '@mcp-registry/client'
import { toSafeLine } from '@mcp-registry/publisher/command-line'

/** The command line that runs a choice, with a place for every input that it needs. */
export function toRunLine(
  verb: string,
  name: string,
  options: readonly LaunchOption[],
  choice: LaunchOption,
  inputs: readonly LaunchInput[],
): string {
  const [first] = options
  const which = choice === first ? [] : [`--${choice.kind}`, String(choice.index + 1)]
  const needed = inputs.filter(({ isRequired }) => isRequired).flatMap(({ id }) => ['--input', quote(`${toSafeLine(id)}=…`)])
  return ['mcp-registry', verb, quote(name), ...which, ...needed].join(' ')
}

function quote(word: string): string {
  return /^[\w@%+=:,./…-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
