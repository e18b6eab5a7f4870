import { type Body, type JsonSchema, type OpenApiDocument, resolveSchema } from './list-operations.js'

/** A location in a body that holds a single value. */
export interface Leaf {
  /** For example, `packages[].identifier`. */
  readonly path: string
  /** The smallest body with the value at this location. */
  readonly toBody: (value: unknown) => unknown
}

// No schema of the API nests more deeply; the limit catches a schema that refers to itself.
const MAX_DEPTH = 12

/**
 * Every leaf of a body, and an additional property name for each object in it. Unless the listing is exhaustive, the leaves of a component
 * of the API description are listed only at its first location in the body.
 */
export function listLeaves({ schema, example }: Body, document: OpenApiDocument, isExhaustive: boolean): readonly Leaf[] {
  const leaves = listOf(schema, { document, seen: isExhaustive ? undefined : new Set() }, 0)
  // Completes the body with the example, so that the rest is accepted.
  const complete = leaves.map(({ path, toBody }) => ({
    path,
    toBody: (value: unknown) => {
      const body = toBody(value)
      const [key = ''] = path.split(/[.[]/, 1)
      return isObject(body) && isObject(example) ? { ...example, [key]: body[key] } : body
    },
  }))
  return [{ path: '(body)', toBody: (value) => value }, ...distinct(complete)]
}

interface Walk {
  readonly document: OpenApiDocument
  /** The components whose leaves have been listed. */
  readonly seen: Set<string> | undefined
}

function listOf(reference: JsonSchema, walk: Walk, depth: number): readonly Leaf[] {
  const { document, seen } = walk
  if (reference.$ref !== undefined) {
    if (seen?.has(reference.$ref)) return []
    seen?.add(reference.$ref)
  }
  const schema = resolveSchema(reference, document)
  if (depth > MAX_DEPTH) throw new Error('The API description nests deeper than a body can be made for.')
  const next = (part: JsonSchema) => listOf(part, walk, depth + 1)
  if (schema.anyOf) return distinct(schema.anyOf.flatMap(next))
  if (schema.allOf) {
    const whole = sample(schema, document)
    const parts = schema.allOf.flatMap(next)
    return distinct(parts.map(({ path, toBody }) => ({ path, toBody: (value) => merge(whole, toBody(value)) })))
  }
  if (schema.type === 'array') {
    return next(schema.items ?? {}).map(({ path, toBody }) => ({ path: join('[]', path), toBody: (value) => [toBody(value)] }))
  }
  if (schema.type !== 'object') return [{ path: '', toBody: (value) => value }]
  const required = sample(schema, document)
  const inProperty = (name: string, part: JsonSchema) =>
    next(part).map(({ path, toBody }) => ({
      path: join(name, path),
      toBody: (value: unknown) => ({ ...(isObject(required) ? required : {}), [name]: toBody(value) }),
    }))
  const properties = Object.entries(schema.properties ?? {}).flatMap(([name, part]) => inProperty(name, part))
  const additional = isObject(schema.additionalProperties) ? inProperty('extra', schema.additionalProperties) : []
  const name: Leaf = { path: '{name}', toBody: (value) => new NamedBy(isObject(required) ? required : {}, value) }
  return [...properties, ...additional, name]
}

/** An object with an additional property, whose name is the value of a leaf. */
export class NamedBy {
  readonly rest: Readonly<Record<string, unknown>>
  readonly name: unknown

  constructor(rest: Readonly<Record<string, unknown>>, name: unknown) {
    this.rest = rest
    this.name = name
  }

  toJSON(): unknown {
    return { ...this.rest, [String(this.name)]: {} }
  }
}

/** The smallest value that satisfies the structure of a schema. */
function sample(reference: JsonSchema, document: OpenApiDocument): unknown {
  const schema = resolveSchema(reference, document)
  const [first] = schema.anyOf ?? []
  if (first) return sample(first, document)
  if (schema.allOf) return schema.allOf.map((part) => sample(part, document)).reduce(merge, {})
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const { properties = {}, required = [] } = schema
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(required.map((name) => [name, sample(properties[name] ?? {}, document)]))
    case 'array':
      return []
    case 'boolean':
      return true
    case 'integer':
    case 'number':
      return schema.minimum ?? 1
    case undefined:
    default:
      return schema.format === 'uri' || schema.pattern?.startsWith('^http') ? 'https://example.com/a' : 'a'
  }
}

function merge(whole: unknown, part: unknown): unknown {
  return isObject(whole) && isObject(part) ? { ...whole, ...part } : part
}

function distinct(leaves: readonly Leaf[]): readonly Leaf[] {
  return [...new Map(leaves.map((leaf) => [leaf.path, leaf])).values()]
}

function join(first: string, rest: string): string {
  return rest === '' ? first : rest.startsWith('[') ? `${first}${rest}` : `${first}.${rest}`
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NamedBy)
}
