import type { JsonPath } from '../json/json-path.js'
import type { JsonSchema } from './json-schema.js'
import type { JsonFields } from './json-access.js'
import { findSameField } from './nearest-field.js'

/** What a schema says of the fields of an object. */
export interface ObjectShape {
  /** The fields that the format knows, each with the schemas that its value may have. */
  readonly fields: ReadonlyMap<string, readonly JsonSchema[]>
  readonly required: ReadonlySet<string>
  /** The schema of fields whose names are up to the publisher; undefined when there are none. */
  readonly others: JsonSchema | undefined
  /** Whether the schema itself refuses further fields. */
  readonly isClosed: boolean
}

/** An object of a document that has a schema. */
export interface ShapedObject {
  readonly path: JsonPath
  readonly object: JsonFields
  readonly shape: ObjectShape
  /** Whether it stands under fields that the format knows, and not under one that is spelled in another way. */
  readonly isKnown: boolean
}

/**
 * The objects of a document that the format describes, outer ones first, also those in a field of another spelling, such as
 * `environment_variables`. Lists and maps that are longer than their schema allows are left out.
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
  // What a schema says nothing of belongs to the publisher.
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

/** What alternatives have in common: every field of any of them is known, and those are required that are so in each. */
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
