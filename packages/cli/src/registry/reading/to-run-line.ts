import type { LaunchInput, LaunchOption } from '@mcp-registry/client'
import { quoteForShell, toSafeLine } from '@mcp-registry/publisher/command-line'

/** The command line that runs a choice, with a placeholder for every required input. */
export function toRunLine(
  verb: string,
  name: string,
  options: readonly LaunchOption[],
  choice: LaunchOption,
  inputs: readonly LaunchInput[],
): string {
  const [first] = options
  const which = choice === first ? [] : [`--${choice.kind}`, String(choice.index + 1)]
  const needed = inputs.filter(({ isRequired }) => isRequired).flatMap(({ id }) => ['--input', toWord(`${toSafeLine(id)}=…`)])
  return ['mcp-registry', verb, toWord(name), ...which, ...needed].join(' ')
}

/** Quotes a word only if a shell would interpret it differently. */
function toWord(text: string): string {
  return /^[\w@%+=:,./…-]+$/.test(text) ? text : quoteForShell(text)
}
