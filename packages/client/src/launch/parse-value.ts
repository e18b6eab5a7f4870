import type { Result } from '@mcp-registry/contract'
import type { LaunchProblem, LaunchValue } from './launch.js'
import type { InputDefinition } from './read-entry.js'

/** Parses the value of an input into strings that match its format and choices. Messages never contain secrets. */
export function parseValue(
  definition: InputDefinition,
  id: string,
  value: LaunchValue,
  isRepeated: boolean,
): Result<readonly string[], LaunchProblem> {
  if (Array.isArray(value) && !isRepeated) {
    return { ok: false, errors: [{ code: 'invalid-input', message: `"${id}" takes one value, not a list.`, input: id }] }
  }
  const texts = (Array.isArray(value) ? value : [value]).map(String).filter((text) => text !== '')
  const errors = texts.flatMap((text) => findProblem(definition, id, text) ?? [])
  return errors.length > 0 ? { ok: false, errors } : { ok: true, value: texts }
}

function findProblem(definition: InputDefinition, id: string, text: string): LaunchProblem | undefined {
  const { format, choices, isSecret } = definition
  const shown = isSecret ? 'The value' : JSON.stringify(text)
  const invalid = (what: string): LaunchProblem => ({ code: 'invalid-input', message: `"${id}" ${what}.`, input: id })
  if (text.includes('\0')) return invalid('has a NUL character, which no process can be given')
  if (format === 'number' && (text.trim() === '' || !Number.isFinite(Number(text)))) return invalid('must be a number')
  if (format === 'boolean' && text !== 'true' && text !== 'false') return invalid('must be true or false')
  if (choices !== undefined && !choices.includes(text)) {
    return { code: 'not-a-choice', message: `${shown} is not a choice of "${id}": ${choices.join(', ')}.`, input: id }
  }
  return undefined
}
