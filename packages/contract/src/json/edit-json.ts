import { applyEdits, findNodeAtLocation, modify, parseTree } from 'jsonc-parser'
import type { JsonPath } from './json-path.js'

/** A change to a JSON text: a field is dropped, gets another key, or another value. */
export type JsonEdit =
  | { readonly kind: 'drop'; readonly path: JsonPath }
  | { readonly kind: 'rename'; readonly path: JsonPath; readonly key: string }
  | { readonly kind: 'set'; readonly path: JsonPath; readonly value: string }

/** Applies edits to a JSON text, one after the other, and leaves every other character as it is. What an edit does not find it skips. */
export function editJson(text: string, edits: readonly JsonEdit[]): string {
  return edits.reduce(applyEdit, text)
}

function applyEdit(text: string, edit: JsonEdit): string {
  const root = parseTree(text)
  const node = root && findNodeAtLocation(root, [...edit.path])
  if (!node) return text
  if (edit.kind === 'drop') return applyEdits(text, modify(text, [...edit.path], undefined, {}))
  const target = edit.kind === 'set' ? node : node.parent?.children?.[0]
  if (!target) return text
  const content = JSON.stringify(edit.kind === 'set' ? edit.value : edit.key)
  return applyEdits(text, [{ offset: target.offset, length: target.length, content }])
}
