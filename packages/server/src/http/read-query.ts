import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import type { FastifySchemaValidationError } from 'fastify'
import type { TObject, TSchema } from 'typebox'
import { isStorableText } from '../store/storable-text.js'

/** What a query says in the parameters of its schema, or why it does not fit. */
export type QueryResult =
  | { readonly value: Readonly<Record<string, unknown>> }
  | { readonly error: FastifySchemaValidationError[] }

const ajv = new Ajv({ allErrors: true, verbose: true, useDefaults: true })
addFormats.default(ajv)

/**
 * Compiles the reader of a query string. Its result has only the parameters of the schema, in the order of the schema and with defaults
 * filled in, so that two queries that mean the same read the same. Unknown parameters are ignored, booleans may have every spelling of
 * Go's `ParseBool`, and integers are decimal digits.
 */
export function compileQueryReader(schema: TObject): (query: Readonly<Record<string, string>>) => QueryResult {
  const validate = ajv.compile(schema)
  const properties = Object.entries(schema.properties)
  return (query) => {
    const value: Record<string, unknown> = {}
    const unstorable: FastifySchemaValidationError[] = []
    for (const [name, property] of properties) {
      const text = query[name]
      if (text === undefined) continue
      if (!isStorableText(text)) unstorable.push(toUnstorable(name))
      value[name] = toValue(text, property)
    }
    if (unstorable.length > 0) return { error: unstorable }
    return validate(value) ? { value } : { error: [...(validate.errors ?? [])] }
  }
}

// A text that cannot be read stays as it is, which the schema then refuses.
function toValue(text: string, schema: TSchema & { readonly type?: unknown }): unknown {
  if (schema.type === 'integer') return findDecimal(text) ?? text
  if (schema.type === 'boolean') return BOOLEANS.get(text) ?? text
  return text
}

/**
 * Reads a decimal integer, with at most 16 digits and nothing else: no exponent, fraction, radix prefix or white space. The result may
 * exceed the safe integers, so its range is still to be checked. Undefined for any other text.
 */
function findDecimal(text: string): number | undefined {
  // The sum makes 0 of -0.
  return /^-?\d{1,16}$/.test(text) ? Number(text) + 0 : undefined
}

// Source: https://pkg.go.dev/strconv#ParseBool
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['1', 't', 'T', 'TRUE', 'true', 'True'].map((text) => [text, true] as const),
  ...['0', 'f', 'F', 'FALSE', 'false', 'False'].map((text) => [text, false] as const),
])

function toUnstorable(name: string): FastifySchemaValidationError {
  return {
    keyword: 'storable',
    instancePath: `/${name}`,
    schemaPath: '#/storable',
    params: {},
    message: 'contains U+0000 or an unpaired surrogate',
  }
}
