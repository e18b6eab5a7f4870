import { isRecord } from '../is-record.js'
import { MAX_ITEMS, MAX_LIST_LENGTH, MAX_TEXT_LENGTH } from '../limits.js'

// Rules also run after the schema tier has reported errors: on values of another type, and on values that are too long. The values that
// these functions return are bounded, which bounds the cost of each rule, including its regular expressions.

/** An object that has not been validated. */
export type JsonFields = Readonly<Record<string, unknown>>

/** The value if it is an object, otherwise an empty object. */
export function asObject(value: unknown): JsonFields {
  return isRecord(value) ? value : {}
}

/** The value if it is an array within the limit of the longest list, otherwise an empty array. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) && value.length <= MAX_LIST_LENGTH ? value : []
}

/** The value if it is a string within the limit of the longest field, otherwise undefined. A character has up to two UTF-16 code units. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= 2 * MAX_TEXT_LENGTH ? value : undefined
}

/** The own property of that name; plain indexing would also find inherited properties. */
export function ownField(value: unknown, key: string): unknown {
  const fields = asObject(value)
  return Object.hasOwn(fields, key) ? fields[key] : undefined
}

/** The variables of an input or remote by name; empty if there are too many. */
export function listVariables(owner: unknown): readonly (readonly [name: string, variable: unknown])[] {
  const variables = Object.entries(asObject(ownField(owner, 'variables')))
  return variables.length <= MAX_ITEMS.variables ? variables : []
}
