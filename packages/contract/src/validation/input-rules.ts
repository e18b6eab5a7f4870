import type { JsonPath } from '../json/json-path.js'
import { asList, asText, listVariables, ownField } from './loose.js'
import type { Report } from './report.js'
import { listPlaceholders } from './url-template.js'
import { quote, shorten } from './quote.js'

/** The scope of an input outside of which no variables are defined. */
export const NO_VARIABLES: ReadonlySet<string> = new Set()

/** The rules of inputs with a name: headers and environment variables. `scope` names variables that are defined outside of the input. */
export function checkInputs(inputs: unknown, path: JsonPath, scope: ReadonlySet<string>, report: Report): void {
  for (const [index, input] of asList(inputs).entries()) checkVariables(input, [...path, index], scope, report)
}

/** The rules of the arguments of a command line. */
export function checkArguments(list: unknown, path: JsonPath, report: Report): void {
  for (const [index, argument] of asList(list).entries()) {
    checkVariables(argument, [...path, index], NO_VARIABLES, report)
    if (ownField(argument, 'type') === 'named') checkNamedArgument(argument, [...path, index], report)
  }
}

/** The names of the variables that a value or URL may refer to. */
export function listVariableNames(owner: unknown): ReadonlySet<string> {
  return new Set(listVariables(owner).map(([name]) => name))
}

function checkVariables(input: unknown, path: JsonPath, scope: ReadonlySet<string>, report: Report): void {
  const value = asText(ownField(input, 'value'))
  if (value === undefined) return
  const defined = listVariableNames(input)
  for (const name of listPlaceholders(value)) {
    if (defined.has(name) || scope.has(name)) continue
    const message = `The value refers to {${shorten(name)}}, which is not among its variables. Add "variables": {${quote(name)}: {…}}.`
    report('undefined-variable', [...path, 'value'], message)
  }
}

function checkNamedArgument(argument: unknown, path: JsonPath, report: Report): void {
  const name = asText(ownField(argument, 'name'))
  if (name === undefined) return
  if (name.trim() === '') {
    report('named-argument-name-required', [...path, 'name'], 'A named argument needs its name, such as "--port".')
    return
  }
  if (/[<>$\s]/.test(name)) {
    const message = `${quote(name)} holds more than a name: no "<", ">", "$" or space. Put the value into "value" or "valueHint".`
    report('invalid-named-argument-name', [...path, 'name'], message)
  }
  for (const field of ['value', 'default'] as const) {
    if (!asText(ownField(argument, field))?.startsWith(name)) continue
    const message = `The ${field} begins with the name of the argument, which would then stand there twice. Leave ${quote(name)} out of it.`
    report(`argument-${field}-starts-with-name`, [...path, field], message)
  }
}
