import type { IssueSink } from '../issue-collector.js'
import { PUBLISHER_META_KEY } from '../meta-keys.js'
import { CURRENT_SCHEMA_DATE, type SchemaDate } from '../schema-date.js'
import { findNearestField } from './nearest-field.js'
import type { ShapedObject } from './object-shape.js'
import { quote, shorten } from './quote.js'

/**
 * Adds an issue for each unknown field at any depth. Unknown fields are preserved, but clients ignore them. The severity is `warning` for
 * misspelled fields and fields below the root. At the root, where publishers add descriptive fields, it is `info`. `objects` are the
 * objects of the document.
 */
export function checkUnknownFields(objects: readonly ShapedObject[], date: SchemaDate, issues: IssueSink): void {
  for (const found of objects) {
    if (found.shape.others || found.shape.isClosed || found.path[0] === '_meta') continue
    for (const key of Object.keys(found.object)) {
      if (!found.shape.fields.has(key) && key !== '$comment') checkField(found, key, date, issues)
    }
  }
}

/** Fields that were added by schema dates after 2025-07-09. */
const LATER_FIELDS: ReadonlySet<string> = new Set(['title', 'icons', 'placeholder', 'variables'])

function checkField({ path, object, shape }: ShapedObject, key: string, date: SchemaDate, issues: IssueSink): void {
  const nearest = issues.isFull('warning') ? undefined : findNearestField(key, shape.fields.keys())
  // The schema tier has already reported the missing field with a message that names this key.
  if (nearest && shape.required.has(nearest.field) && !Object.hasOwn(object, nearest.field)) return
  const severity = path.length === 0 && !nearest?.isMisspelling ? 'info' : 'warning'
  issues.add('semantic', severity, () => {
    const message = `${shorten(key)} is not a field of server.json here; clients ignore it. ${toRemedy(key, nearest?.field, date)}`
    return { reference: 'unknown-field', path: [...path, key], message }
  })
}

function toRemedy(key: string, nearest: string | undefined, date: SchemaDate): string {
  if (nearest !== undefined) return `Did you mean ${quote(nearest)}?`
  if (date !== CURRENT_SCHEMA_DATE && LATER_FIELDS.has(key))
    return `It was added in a later schema; set $schema to that of ${CURRENT_SCHEMA_DATE}.`
  return `Custom data belongs in _meta, under ${quote(PUBLISHER_META_KEY)}.`
}
