import type { JsonPath } from '../json/json-path.js'
import type { JsonSchema } from './json-schema.js'
import type { JsonFields } from './json-access.js'
import { findSameField } from './nearest-field.js'

/** The fields that a schema defines for an object. */
export interface ObjectShape {
  /** The fields that the format defines, each with the schemas for its value. */
  readonly fields: ReadonlyMap<string, readonly JsonSchema[]>
  readonly required: ReadonlySet<string>
  /** The schema of fields with arbitrary names; undefined if the schema allows none. */
  readonly others: JsonSchema | undefined
  /** Whether the schema itself rejects additional fields. */
  readonly isClosed: boolean
}

/** An object in a document that is described by a schema. */
export interface ShapedObject {
  readonly path: JsonPath
  readonly object: JsonFields
  readonly shape: ObjectShape
  /** Whether all fields on its path are spelled as the format defines them. */
  readonly isKnown: boolean
}

/**
 * The objects of a document that the format describes, outermost first, including those in misspelled fields such as
 * `environment_variables`. Lists and maps that exceed their limits are omitted.
 */
export function* listObjects(
  schemas: readonly JsonSchema[],
  value: unknown,
  path: JsonPath = [],
  isKnown = true,
): Generator<ShapedObject> {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    const lists = schemas.filter(({ items, maxItems = Infinity }) => items !== undefined && value.length <= maxItems)
    const items = lists.flatMap((schema) => schema.items ?? [])
    if (items.length > 0) for (const [index, item] of value.entries()) yield* listObjects(items, item, [...path, index], isKnown)
    return
  }
  const shape = toShape(schemas)
  // Fields without a schema belong to the publisher.
  if (shape.fields.size === 0 && !shape.others) return
  const object = value as JsonFields
  yield { path, object, shape, isKnown }
  for (const [key, field] of Object.entries(object)) {
    if (typeof field !== 'object' || field === null) continue
    const known = shape.fields.get(key) ?? (shape.others ? [shape.others] : undefined)
    const meant = known ?? findSpelled(shape, key)
    if (meant) yield* listObjects(meant, field, [...path, key], isKnown && known !== undefined)
  }
}

function findSpelled({ fields }: ObjectShape, key: string): readonly JsonSchema[] | undefined {
  const nearest = findSameField(key, fields.keys())
  return nearest === undefined ? undefined : fields.get(nearest)
}

const NONE: ObjectShape = { fields: new Map(), required: new Set(), others: undefined, isClosed: false }
const SHAPES = new WeakMap<JsonSchema, ObjectShape>()

/** Merges alternatives: a field is known if any alternative defines it, and required if all alternatives require it. */
function toShape(alternatives: readonly JsonSchema[]): ObjectShape {
  const shapes = alternatives.map(toShapeOf)
  const [first = NONE, ...others] = shapes
  return others.reduce((a, b) => combine(a, b, (key) => a.required.has(key) && b.required.has(key)), first)
}

function toShapeOf(schema: JsonSchema): ObjectShape {
  let shape = SHAPES.get(schema)
  if (!shape) SHAPES.set(schema, (shape = buildShape(schema)))
  return shape
}

function buildShape({
  properties = {},
  required = [],
  additionalProperties = true,
  allOf = [],
  anyOf = [],
}: JsonSchema): ObjectShape {
  const own: ObjectShape = {
    fields: new Map(Object.entries(properties).map(([key, schema]) => [key, [schema]])),
    required: new Set(required),
    others: typeof additionalProperties === 'object' ? additionalProperties : undefined,
    isClosed: additionalProperties === false,
  }
  const parts = [...allOf.map(toShapeOf), ...(anyOf.length > 0 ? [toShape(anyOf)] : [])]
  return parts.reduce((a, b) => combine(a, b, () => true), own)
}

function combine(a: ObjectShape, b: ObjectShape, isRequired: (key: string) => boolean): ObjectShape {
  const fields = new Map(a.fields)
  for (const [key, schemas] of b.fields) fields.set(key, [...(fields.get(key) ?? []), ...schemas])
  return {
    fields,
    required: new Set([...a.required, ...b.required].filter(isRequired)),
    others: a.others ?? b.others,
    isClosed: a.isClosed || b.isClosed,
  }
}
