import { MAX_ITEMS, MAX_LIST_LENGTH, MAX_TEXT_LENGTH } from '../limits.js'

// Rules also run where the schema tier has reported errors: on values of another type, and on ones that are too long. What these
// functions hand out is bounded, and so is the work of a rule, its regular expressions included.

/** An object of which nothing is known yet. */
export type LooseObject = Readonly<Record<string, unknown>>

/** The value if it is an object, else an object without fields. */
export function asObject(value: unknown): LooseObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as LooseObject) : {}
}

/** The value if it is a list that is not too long for any field, else an empty one. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) && value.length <= MAX_LIST_LENGTH ? value : []
}

/** The value if it is a text that is not too long for any field, else undefined. A character takes up to two units. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= 2 * MAX_TEXT_LENGTH ? value : undefined
}

/** The own field of that name; a plain index would also find what every object inherits. */
export function ownField(value: unknown, key: string): unknown {
  const fields = asObject(value)
  return Object.hasOwn(fields, key) ? fields[key] : undefined
}

/** The variables of an input or remote by their names; none where there are too many. */
export function listVariables(owner: unknown): readonly (readonly [name: string, variable: unknown])[] {
  const variables = Object.entries(asObject(ownField(owner, 'variables')))
  return variables.length <= MAX_ITEMS.variables ? variables : []
}
