import { Format } from 'typebox/format'
import { countCodePoints } from '../count-code-points.js'
import { isRecord } from '../is-record.js'
import type { JsonPath } from '../json/json-path.js'
import { toPathText } from '../json/json-path.js'
import type { JsonSchema } from './json-schema.js'
import { findMisspelling, findNearestField } from './nearest-field.js'
import { quote } from './quote.js'

/** A violation of the schema by one value. */
export interface SchemaFault {
  readonly path: JsonPath
  /** The path of the value under a misnamed key, if it is missing at `path`. */
  readonly writtenPath?: JsonPath
  readonly keyword: string
  /** The schema keyword as a JSON pointer, such as `#/properties/description/maxLength`. */
  readonly pointer: string
  readonly message: string
}

/** Receives a fault. `describe` is costly; call it only for faults that are listed. */
export type FaultReport = (describe: () => SchemaFault) => void

/**
 * Reports every fault of a JSON value with its exact path. Array items and characters beyond the limit are not checked. For alternatives
 * with a `type`, only the faults of the selected one are reported. Interprets the schema instead of compiling it, so it also runs on pages
 * whose CSP forbids `unsafe-eval`. (The TypeBox interpreter takes several times as long, stops at eight faults and reports every branch of
 * an alternative.)
 */
export function checkSchema(schema: JsonSchema, value: unknown, report: FaultReport): void {
  checkValue({ path: [], pointer: ['#'], report }, schema, value)
}

function satisfies(schema: JsonSchema, value: unknown): boolean {
  let isValid = true
  checkSchema(schema, value, () => {
    isValid = false
  })
  return isValid
}

interface Check {
  /** The current position in the document and in the schema. */
  readonly path: (string | number)[]
  readonly pointer: (string | number)[]
  readonly report: FaultReport
}

type JsonObject = Readonly<Record<string, unknown>>

function checkValue(check: Check, schema: JsonSchema, value: unknown): void {
  const { type, enum: allowed, not } = schema
  if (type !== undefined && typeOf(value) !== type) {
    addFault(check, 'type', () => `must be ${NOUNS[type]}, not ${NOUNS[typeOf(value)]}`)
    return
  }
  if (schema.const !== undefined && value !== schema.const) addFault(check, 'const', () => `must be ${quote(schema.const)}`)
  if (allowed && !allowed.includes(value)) addFault(check, 'enum', () => mustBeOneOf(allowed))
  if (not && value === not.const) addFault(check, 'not', () => `must not be ${quote(value)}`)
  if (typeof value === 'string') checkText(check, schema, value)
  else if (Array.isArray(value)) checkItems(check, schema, value)
  else if (isRecord(value)) checkProperties(check, schema, value)
  for (const [index, part] of (schema.allOf ?? []).entries()) within(check, undefined, 'allOf', index, part, value)
  if (schema.anyOf) checkAlternatives(check, schema.anyOf, value)
}

function checkText(check: Check, { minLength = 0, maxLength, pattern, format }: JsonSchema, value: string): void {
  // A code point is one or two UTF-16 code units, so most strings need no count.
  if (value.length < 2 * minLength || (maxLength !== undefined && value.length > maxLength)) {
    const length = countCodePoints(value)
    const has = length === 0 ? 'is empty' : `has ${length} ${length === 1 ? 'character' : 'characters (code points)'}`
    const minimum = `${minLength} ${minLength === 1 ? 'is' : 'are'}`
    if (length < minLength) addFault(check, 'minLength', () => `${has}; at least ${minimum} needed`)
    if (maxLength !== undefined && length > maxLength)
      return addFault(check, 'maxLength', () => `${has}; at most ${maxLength} are allowed`)
  }
  if (pattern !== undefined && !toRegExp(pattern).test(value))
    addFault(check, 'pattern', () => `is ${quote(value)}, which does not match the pattern ${pattern}`)
  if (format === 'uri' && !isUri(value)) addFault(check, 'format', () => `is ${quote(value)}, which is not an absolute URI`)
}

function checkItems(check: Check, { items, minItems = 0, maxItems = Infinity }: JsonSchema, value: readonly unknown[]): void {
  if (value.length < minItems)
    return addFault(
      check,
      'minItems',
      () => `has ${value.length} items; at least ${minItems} ${minItems === 1 ? 'is' : 'are'} needed`,
    )
  if (value.length > maxItems)
    return addFault(check, 'maxItems', () => `has ${value.length} items; at most ${maxItems} are allowed`)
  if (!items) return
  for (const [index, item] of value.entries()) within(check, index, 'items', undefined, items, item)
}

function checkProperties(check: Check, schema: JsonSchema, value: JsonObject): void {
  const { properties = NONE, required = [], additionalProperties = true, maxProperties = Infinity, propertyNames } = schema
  const keys = Object.keys(value)
  if (keys.length > maxProperties)
    return addFault(check, 'maxProperties', () => `has ${keys.length} fields; at most ${maxProperties} are allowed`)
  for (const key of required) if (!Object.hasOwn(value, key)) addMissing(check, properties, value, key)
  for (const key of keys) {
    if (propertyNames && key.length > propertyNames.maxLength)
      addFault(check, 'propertyNames', () => `has a field whose name has more than ${propertyNames.maxLength} characters`)
    const known = Object.hasOwn(properties, key) ? properties[key] : undefined
    if (known) within(check, key, 'properties', key, known, value[key])
    else if (additionalProperties === false)
      addFault(check, 'additionalProperties', () => `is not a field here${toHint(properties, key)}`, key)
    else if (additionalProperties !== true)
      within(check, key, 'additionalProperties', undefined, additionalProperties, value[key])
  }
}

const NONE: Readonly<Record<string, JsonSchema>> = {}

function addMissing(check: Check, properties: Readonly<Record<string, JsonSchema>>, value: JsonObject, key: string): void {
  const misspelling = () => findMisspelling(key, value, Object.keys(properties))
  addFault(check, 'required', () => 'is required', key, misspelling)
}

function toHint(properties: Readonly<Record<string, JsonSchema>>, key: string): string {
  const nearest = findNearestField(key, Object.keys(properties))
  return nearest ? `; did you mean ${quote(nearest.field)}?` : `; the fields are ${Object.keys(properties).join(', ')}`
}

function checkAlternatives(check: Check, alternatives: readonly JsonSchema[], value: unknown): void {
  const { constants, types } = toChoice(alternatives)
  if (!constants.includes(undefined)) {
    if (!constants.includes(value)) addFault(check, 'anyOf', () => mustBeOneOf(constants))
    return
  }
  if (!types.includes(undefined)) return checkByType(check, alternatives, types, value)
  if (alternatives.some((schema) => satisfies(schema, value))) return
  const needed = alternatives.flatMap((schema) => schema.required ?? [])
  addFault(
    check,
    'anyOf',
    () => (needed.length > 0 ? `needs ${needed.map(quote).join(' or ')}` : mustHaveType(alternatives)),
    undefined,
    () => (isRecord(value) ? findMisspellingOf(needed, value) : undefined),
  )
}

function mustHaveType(alternatives: readonly JsonSchema[]): string {
  return `must be ${alternatives.flatMap(({ type }) => (type === undefined ? [] : [NOUNS[type]])).join(' or ')}, within its limits`
}

function findMisspellingOf(fields: readonly string[], value: JsonObject): string | undefined {
  return fields.map((field) => findMisspelling(field, value, fields)).find((written) => written !== undefined)
}

function checkByType(check: Check, alternatives: readonly JsonSchema[], types: readonly unknown[], value: unknown): void {
  if (!isRecord(value)) return addFault(check, 'anyOf', () => `must be an object, not ${NOUNS[typeOf(value)]}`)
  const index = Object.hasOwn(value, 'type') ? types.indexOf(value['type']) : -1
  const chosen = alternatives[index]
  if (chosen) within(check, undefined, 'anyOf', index, chosen, value)
  else if (Object.hasOwn(value, 'type'))
    addFault(check, 'anyOf', () => `${mustBeOneOf(types)}, not ${quote(value['type'])}`, 'type')
  else {
    const fields = alternatives.flatMap((schema) => Object.keys(schema.properties ?? {}))
    addFault(
      check,
      'anyOf',
      () => `is required; it ${mustBeOneOf(types)}`,
      'type',
      () => findMisspelling('type', value, fields),
    )
  }
}

/** The values that select one of the alternatives. */
interface Choice {
  readonly constants: readonly unknown[]
  readonly types: readonly unknown[]
}

const CHOICES = new WeakMap<readonly JsonSchema[], Choice>()

function toChoice(alternatives: readonly JsonSchema[]): Choice {
  let choice = CHOICES.get(alternatives)
  if (!choice) {
    choice = { constants: alternatives.map((schema) => schema.const), types: alternatives.map(findTypeConstant) }
    CHOICES.set(alternatives, choice)
  }
  return choice
}

function findTypeConstant(schema: JsonSchema): unknown {
  return schema.properties?.['type']?.const ?? schema.allOf?.map(findTypeConstant).find((type) => type !== undefined)
}

// Allocates no closures or arrays: it is called for every value of every document.
function within(
  check: Check,
  segment: string | number | undefined,
  keyword: string,
  part: string | number | undefined,
  schema: JsonSchema,
  value: unknown,
): void {
  if (segment !== undefined) check.path.push(segment)
  check.pointer.push(keyword)
  if (part !== undefined) check.pointer.push(part)
  checkValue(check, schema, value)
  if (part !== undefined) check.pointer.pop()
  check.pointer.pop()
  if (segment !== undefined) check.path.pop()
}

function addFault(
  check: Check,
  keyword: string,
  toPredicate: () => string,
  key?: string,
  findWritten?: () => string | undefined,
): void {
  check.report(() => {
    const path = key === undefined ? [...check.path] : [...check.path, key]
    const pointer = [...check.pointer, keyword].map((part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1')).join('/')
    const subject = `${toPathText(path) || 'The document'} ${toPredicate()}`
    const written = findWritten?.()
    if (written === undefined) return { path, keyword, pointer, message: /[.?]$/.test(subject) ? subject : `${subject}.` }
    const message = `${subject}. The document has ${quote(written)} instead, which is not a field here; rename it.`
    return { path, writtenPath: [...check.path, written], keyword, pointer, message }
  })
}

const NOUNS = {
  object: 'an object',
  array: 'an array',
  string: 'a string',
  number: 'a number',
  boolean: 'a boolean',
  null: 'null',
} as const

function typeOf(value: unknown): keyof typeof NOUNS {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  const type = typeof value
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'object'
}

function mustBeOneOf(values: readonly unknown[]): string {
  return values.length === 1 ? `must be ${quote(values[0])}` : `must be one of ${values.map(quote).join(', ')}`
}

const REG_EXPS = new Map<string, RegExp>()

function toRegExp(pattern: string): RegExp {
  let regExp = REG_EXPS.get(pattern)
  if (!regExp) REG_EXPS.set(pattern, (regExp = new RegExp(pattern, 'u')))
  return regExp
}

// RFC 3986 allows the part after the scheme to be empty; common validators do not.
function isUri(text: string): boolean {
  return Format.IsUri(text) && !/^[^:]*:(?:[?#]|$)/.test(text)
}
