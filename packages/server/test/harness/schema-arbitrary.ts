import fc from 'fast-check'
import { type JsonSchema, type OpenApiDocument, resolveSchema } from '@mcp-registry/testkit/hostile/list-operations'

// Deep enough for every part of a server.json, small enough for hundreds of documents.
const MAX_ITEMS = 2
const MAX_TEXT = 40

const hostile = fc.constantFrom<unknown>(
  'a\0b',
  '\ud800',
  '__proto__',
  'constructor',
  'toString',
  '%zz',
  '../..',
  'latest',
  '',
  null,
  -0,
  -1,
  2 ** 63,
  1e308,
  [],
  {},
  'a'.repeat(5_000),
)
const text = fc.oneof(
  fc.constantFrom('1.0.0', 'latest', 'io.github.alice/weather', 'https://example.com/a', '2026-01-01T00:00:00Z', 'npm', 'active'),
  fc.string({ maxLength: MAX_TEXT }),
  fc.string({ unit: 'binary', maxLength: MAX_TEXT }),
)

/** Values that a schema describes, mixed with ones that it does not. */
export function toArbitrary(reference: JsonSchema, document: OpenApiDocument): fc.Arbitrary<unknown> {
  return fc.oneof({ arbitrary: toValid(reference, document), weight: 15 }, { arbitrary: hostile, weight: 1 })
}

function toValid(reference: JsonSchema, document: OpenApiDocument): fc.Arbitrary<unknown> {
  const schema = resolveSchema(reference, document)
  const next = (part: JsonSchema) => toArbitrary(part, document)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(next))
  if (schema.allOf) return fc.tuple(...schema.allOf.map(next)).map((parts) => Object.assign({}, ...parts) as unknown)
  switch (schema.type) {
    case 'object': {
      const { properties = {}, required = [], additionalProperties } = schema
      const known = fc.record(mapValues(properties, next), {
        requiredKeys: required.filter((name) => Object.hasOwn(properties, name)),
      })
      const part = typeof additionalProperties === 'object' ? next(additionalProperties) : hostile
      const more = fc.dictionary(fc.oneof(fc.constant('__proto__'), text), part, {
        maxKeys: typeof additionalProperties === 'object' ? MAX_ITEMS : 1,
      })
      return fc.oneof(
        { arbitrary: known, weight: 4 },
        { arbitrary: fc.tuple(known, more).map(([a, b]) => ({ ...b, ...a })), weight: 1 },
      )
    }
    case 'array':
      return fc.array(next(schema.items ?? {}), { maxLength: MAX_ITEMS })
    case 'boolean':
      return fc.boolean()
    case 'integer':
    case 'number':
      return fc.integer({ min: schema.minimum ?? -10, max: Math.min(schema.maximum ?? 2 ** 31, Number.MAX_SAFE_INTEGER) })
    case undefined:
    default:
      return text
  }
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]))
}
