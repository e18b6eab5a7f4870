import { Ajv, type ErrorObject } from 'ajv'
import addFormats from 'ajv-formats'

/** For a body with more values than any valid one has, only the first error is reported. Each further error costs time and memory. */
const MAX_VALUES_FULLY_CHECKED = 1_000

// By default, Ajv does not remove, coerce or add values.
const strict = withFormats(new Ajv({ verbose: true, allErrors: true }))
const brief = withFormats(new Ajv({ verbose: true }))

/** A validator as Fastify calls it. `errors` contains the errors of the last call. */
export interface Validator {
  (value: unknown): boolean
  errors?: ErrorObject[] | null
}

/** Compiles a validator for bodies and path parameters. It never removes or coerces values that a client sent. */
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

/** Counts the values in a JSON value, including itself. Counting stops above the limit. */
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
