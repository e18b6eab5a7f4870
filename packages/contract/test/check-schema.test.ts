import { expect, test } from 'vitest'
import { checkSchema } from '../src/validation/check-schema.js'

test('an error that is counted but not described looks up no similar fields', () => {
  let lookups = 0
  const properties = new Proxy(
    { license: { type: 'string' } as const },
    {
      ownKeys(target) {
        lookups++
        return Reflect.ownKeys(target)
      },
    },
  )
  const schema = { type: 'object', properties, additionalProperties: false } as const
  const value = { licence: 1, lisence: 1, other: 1 }
  let faults = 0
  checkSchema(schema, value, () => {
    faults++
  })
  expect({ faults, lookups }).toEqual({ faults: 3, lookups: 0 })
  const messages: string[] = []
  checkSchema(schema, value, (describe) => {
    messages.push(describe().message)
  })
  expect(messages[0]).toBe('licence is not a field here; did you mean "license"?')
})
