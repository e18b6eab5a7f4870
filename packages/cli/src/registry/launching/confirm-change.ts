import { confirm, isCancel } from '@clack/prompts'
import { CommandError, type Context, isInteractive } from '@mcp-registry/publisher/command-line'
import { toPatch } from './client-file.js'

/** Prints the change of a file, and asks on a terminal whether to make it, unless that was said already. Rejects otherwise. */
export async function confirmChange(
  context: Context,
  file: string,
  before: string | undefined,
  after: string | undefined,
  yes: boolean,
): Promise<void> {
  context.output.say(toPatch(file, before, after ?? ''))
  const message = after === undefined ? `Delete ${file}?` : `Write ${file}?`
  if (!yes && !(await isConfirmed(context, message)))
    throw new CommandError('Nothing was written: the change was not confirmed. Give --yes to write without being asked.')
}

async function isConfirmed(context: Context, message: string): Promise<boolean> {
  if (!isInteractive(context)) return false
  const answer = await confirm({ message, input: context.stdin, output: context.output.stderr, signal: context.signal })
  return !isCancel(answer) && answer
}
