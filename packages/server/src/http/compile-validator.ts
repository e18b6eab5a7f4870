import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'

const options = { allErrors: true, verbose: true, removeAdditional: false, useDefaults: true } as const
const strict = withFormats(new Ajv({ ...options, useDefaults: false, coerceTypes: false }))
const loose = withFormats(new Ajv({ ...options, coerceTypes: true }))

/** For bodies: what a client sent is never dropped or turned into something else. */
export function compileStrict(schema: object): ValidateFunction {
  return strict.compile(schema)
}

/** For queries and paths, where everything is text: `limit=30` is a number. */
export function compileLoose(schema: object): ValidateFunction {
  return loose.compile(schema)
}

function withFormats(ajv: Ajv): Ajv {
  addFormats.default(ajv)
  return ajv
}
