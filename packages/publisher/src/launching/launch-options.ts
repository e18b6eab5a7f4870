import type { Launch, LaunchInput, LaunchInputs, LaunchProblem, LaunchProblemCode } from '@mcp-registry/client'
import type { Result } from '@mcp-registry/contract'
import { CommandError, UsageError } from '../command-line/explain-error.js'

/** Options of every command that launches an entry: the package or remote to use, and the values of its inputs. */
export const launchOptions = {
  package: { kind: 'text', placeholder: 'n', about: 'the number of the package, as in show' },
  remote: { kind: 'text', placeholder: 'n', about: 'the number of the remote, as in show' },
  input: { kind: 'list', placeholder: 'KEY=VALUE', short: 'i', about: 'the value of an input, as listed by show' },
  env: { kind: 'list', placeholder: 'NAME=VALUE', short: 'e', about: 'an environment variable that the entry does not declare' },
  serverVersion: { kind: 'text', placeholder: 'version', about: 'an exact version (default: latest)' },
} as const

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

/** The warnings of a launch, those about values that the user should provide with their options. */
export function listWarnings({ warnings, standIns }: Launch): readonly string[] {
  return [...warnings, ...standIns.map(({ input, message }) => `${message} Give the right one: --input ${input}=…`)]
}
