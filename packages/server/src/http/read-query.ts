import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import type { FastifySchemaValidationError } from 'fastify'
import type { TObject, TSchema } from 'typebox'
import { isStorableText } from '../store/storable-text.js'

/** The parameters of a query that are in its schema, or the validation errors. */
export type QueryResult =
  | { readonly value: Readonly<Record<string, unknown>> }
  | { readonly error: FastifySchemaValidationError[] }

const ajv = new Ajv({ allErrors: true, verbose: true, useDefaults: true })
addFormats.default(ajv)

/**
 * Compiles a reader for query strings. Its result contains only the parameters of the schema, in the order of the schema and with
 * defaults, so that equivalent queries have equal results. Unknown parameters are ignored. Booleans accept all spellings of Go's
 * `ParseBool`; integers must be decimal.
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

// Text that cannot be converted is returned unchanged, so that it fails schema validation.
function toValue(text: string, schema: TSchema & { readonly type?: unknown }): unknown {
  if (schema.type === 'integer') return findDecimal(text) ?? text
  if (schema.type === 'boolean') return BOOLEANS.get(text) ?? text
  return text
}

/**
 * Parses a decimal integer of at most 16 digits with an optional minus sign: no exponent, fraction, radix prefix or white space. The result
 * may exceed the safe integers, so the caller must check its range. Returns undefined for any other text.
 */
function findDecimal(text: string): number | undefined {
  // Adding 0 turns -0 into 0.
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
