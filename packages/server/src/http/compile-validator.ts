import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'

const ajv = new Ajv({ allErrors: true, verbose: true, removeAdditional: false, useDefaults: false, coerceTypes: false })
addFormats.default(ajv)

/** For bodies and path parameters: what a client sent is never dropped or turned into something else. */
export function compileStrict(schema: object): ValidateFunction {
  return ajv.compile(schema)
}
