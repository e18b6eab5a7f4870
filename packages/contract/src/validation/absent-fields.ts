import type { JsonEdit } from '../json/edit-json.js'
import { asObject, ownField } from './json-access.js'
import type { ShapedObject } from './object-shape.js'

/**
 * The edits that remove stand-ins for missing fields: optional fields that are null, an empty repository, and an empty `$schema`.
 * Serialisers write them for fields that were never set. `objects` are the objects of the document.
 */
export function listAbsentEdits(document: unknown, objects: readonly ShapedObject[]): readonly JsonEdit[] {
  const edits: JsonEdit[] = []
  for (const { path, object, shape, isKnown } of objects) {
    // Unknown fields are left unchanged.
    if (!isKnown) continue
    for (const [key, value] of Object.entries(object)) {
      if (value === null && shape.fields.has(key) && !shape.required.has(key)) edits.push({ kind: 'drop', path: [...path, key] })
    }
  }
  if (ownField(document, '$schema') === '') edits.push({ kind: 'drop', path: ['$schema'] })
  if (isEmpty(ownField(document, 'repository'))) edits.push({ kind: 'drop', path: ['repository'] })
  return edits
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && !Array.isArray(value) && Object.values(asObject(value)).every((field) => field === null)
}
