import type { LaunchInput } from '@mcp-registry/client'
import type { Paint } from './output.js'
import { toSafeLine } from './safe-text.js'

/** An input on one line: `API_KEY (required; secret): The key of the account.` */
export function toInputLine(input: LaunchInput, paint: Paint): string {
  const notes = [
    input.isRequired ? 'required' : 'optional',
    ...(input.isSecret ? ['secret'] : []),
    ...(input.isRepeated ? ['several'] : []),
    ...(input.choices === undefined ? [] : [`one of ${input.choices.join(', ')}`]),
    ...(input.default === undefined ? [] : [`default ${input.default}`]),
  ]
  const description = input.description === undefined ? '' : `: ${input.description}`
  return `${toSafeLine(input.id)} ${paint('dim', toSafeLine(`(${notes.join('; ')})${description}`))}`
}
