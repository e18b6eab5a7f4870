import { isCancel, password, select, text } from '@clack/prompts'
import type { LaunchInput, LaunchInputs } from '@mcp-registry/client'
import type { Context } from '../command-line/command.js'
import { CommandError } from '../command-line/explain-error.js'
import { isInteractive } from '../command-line/interactive.js'
import { toSafeLine } from '../command-line/safe-text.js'

/** Prompts on a terminal for required inputs that were not given, and returns all values. Secrets are not echoed. */
export async function askForInputs(context: Context, inputs: readonly LaunchInput[], given: LaunchInputs): Promise<LaunchInputs> {
  if (!isInteractive(context)) return given
  const answers = new Map(Object.entries(given))
  for (const input of inputs) {
    if (!input.isRequired || answers.has(input.id)) continue
    const answer = await ask(context, input)
    answers.set(input.id, answer)
  }
  return Object.fromEntries(answers)
}

async function ask({ stdin, output, signal }: Context, input: LaunchInput): Promise<string> {
  const description = input.description === undefined ? '' : `: ${input.description}`
  const common = { message: toSafeLine(`${input.id}${description}`), input: stdin, output: output.stderr, signal }
  const isGiven = (value: string | undefined) => (value ? undefined : 'This value is required.')
  const choices = input.choices ?? (input.format === 'boolean' ? ['true', 'false'] : undefined)
  const answer =
    choices !== undefined
      ? await select({ ...common, options: choices.map((value) => ({ value, label: toSafeLine(value) })) })
      : input.isSecret
        ? await password({ ...common, validate: isGiven })
        : await text({ ...common, validate: isGiven, placeholder: toSafeLine(input.placeholder) })
  if (isCancel(answer)) throw new CommandError('Nothing was done: the questions were not answered.')
  return answer
}
