import type { JsonPath } from '../json/json-path.js'
import { asList, asText, ownField } from './json-access.js'
import type { Report } from './report.js'
import { quote } from './quote.js'

/** The rules for command-line arguments. */
export function checkArguments(list: unknown, path: JsonPath, report: Report): void {
  for (const [index, argument] of asList(list).entries())
    if (ownField(argument, 'type') === 'named') checkNamedArgument(argument, [...path, index], report)
}

function checkNamedArgument(argument: unknown, path: JsonPath, report: Report): void {
  const name = asText(ownField(argument, 'name'))
  if (name === undefined) return
  if (name.trim() === '') {
    report('named-argument-name-required', [...path, 'name'], 'A named argument requires a name, such as "--port".')
    return
  }
  if (/[<>$\s]/.test(name)) {
    const message = `${quote(name)} must be a name without "<", ">", "$" or white space. Move the value to "value" or "valueHint".`
    report('invalid-named-argument-name', [...path, 'name'], message)
  }
  for (const field of ['value', 'default'] as const) {
    if (!asText(ownField(argument, field))?.startsWith(name)) continue
    const message = `The ${field} starts with the name of the argument, which would be passed twice. Remove ${quote(name)} from it.`
    report(`argument-${field}-starts-with-name`, [...path, field], message)
  }
}
