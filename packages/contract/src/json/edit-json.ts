import { type Node, parseTree } from 'jsonc-parser'
import { type JsonPath, toPathText } from './json-path.js'

/** A change to one field of a JSON document: it is dropped, gets another key, or another text as its value. */
export type JsonEdit =
  | { readonly kind: 'drop'; readonly path: JsonPath }
  | { readonly kind: 'rename'; readonly path: JsonPath; readonly key: string }
  | { readonly kind: 'set'; readonly path: JsonPath; readonly value: string }

/**
 * Applies edits to minified JSON, the last one for each path, and leaves every other token as it is written. Paths are those before
 * any edit. An edit of something that does not exist does nothing. One pass, however many edits.
 */
export function editJson(minified: string, edits: readonly JsonEdit[]): string {
  const root = edits.length > 0 ? parseTree(minified) : undefined
  if (!root) return minified
  return write({ minified, edits: new Map(edits.map((edit) => [toPathText(edit.path), edit])) }, root, [])
}

interface Editing {
  readonly minified: string
  readonly edits: ReadonlyMap<string, JsonEdit>
}

function write(editing: Editing, node: Node, path: JsonPath): string {
  const children = node.children ?? []
  if (node.type === 'object') return `{${children.flatMap((property) => writeProperty(editing, property, path)).join(',')}}`
  if (node.type === 'array') return `[${children.map((item, index) => write(editing, item, [...path, index])).join(',')}]`
  return toWritten(editing, node)
}

function writeProperty(editing: Editing, property: Node, objectPath: JsonPath): string[] {
  const [keyNode, valueNode] = property.children ?? []
  if (!keyNode || !valueNode) return []
  const path = [...objectPath, String(keyNode.value)]
  const edit = editing.edits.get(toPathText(path))
  if (edit?.kind === 'drop') return []
  const key = edit?.kind === 'rename' ? JSON.stringify(edit.key) : toWritten(editing, keyNode)
  const value = edit?.kind === 'set' ? JSON.stringify(edit.value) : write(editing, valueNode, path)
  return [`${key}:${value}`]
}

function toWritten({ minified }: Editing, { offset, length }: Node): string {
  return minified.slice(offset, offset + length)
}
