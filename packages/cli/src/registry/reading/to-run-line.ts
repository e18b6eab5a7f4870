import type { LaunchInput, LaunchOption } from '@mcp-registry/client'
import { findStandInFault } from '@mcp-registry/contract'
import { quoteForShell, toSafeLine } from '@mcp-registry/publisher/command-line'

/** The command line that runs a choice, with a placeholder for every input that must be given. */
export function toRunLine(
  verb: string,
  name: string,
  options: readonly LaunchOption[],
  choice: LaunchOption,
  inputs: readonly LaunchInput[],
): string {
  const which = options.length === 1 ? [] : [`--${choice.kind}`, String(choice.index + 1)]
  const needed = inputs.filter(isToBeGiven).flatMap(({ id }) => ['--input', toWord(`${toSafeLine(id)}=…`)])
  return ['mcp-registry', verb, toWord(name), ...which, ...needed].join(' ')
}

/** Whether an input has no value in the document, or one that cannot be meant literally. */
function isToBeGiven({ isRequired, default: preset }: LaunchInput): boolean {
  return isRequired || (preset !== undefined && findStandInFault(preset) !== undefined)
}

/** Quotes a word only if a shell would interpret it differently. */
function toWord(text: string): string {
  return /^[\w@%+=:,./…-]+$/.test(text) ? text : quoteForShell(text)
}
