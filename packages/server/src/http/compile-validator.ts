import { Ajv, type ErrorObject } from 'ajv'
import addFormats from 'ajv-formats'

/** A body with more values than any valid one has is only told its first fault: finding all takes time and memory for each. */
const MAX_VALUES_FULLY_CHECKED = 1_000

// By default, Ajv neither removes, converts nor adds values.
const strict = withFormats(new Ajv({ verbose: true, allErrors: true }))
const brief = withFormats(new Ajv({ verbose: true }))

/** A validator as Fastify calls it: the violations of its last call are in `errors`. */
export interface Validator {
  (value: unknown): boolean
  errors?: ErrorObject[] | null
}

/** For bodies and path parameters: what a client sent is never dropped or turned into something else. */
export function compileStrict(schema: object): Validator {
  const [findFirst, findAll] = [brief.compile(schema), strict.compile(schema)]
  const validate: Validator = (value) => {
    const chosen = countValues(value, MAX_VALUES_FULLY_CHECKED) > MAX_VALUES_FULLY_CHECKED ? findFirst : findAll
    const isValid = chosen(value)
    validate.errors = chosen.errors ?? null
    return isValid
  }
  return validate
}

/** How many values are in a JSON value, itself included; counting stops above the limit. */
function countValues(value: unknown, limit: number): number {
  let count = 1
  if (typeof value !== 'object' || value === null) return count
  for (const item of Object.values(value)) {
    if (count > limit) break
    count += countValues(item, limit - count)
  }
  return count
}

function withFormats(ajv: Ajv): Ajv {
  addFormats.default(ajv)
  return ajv
}
