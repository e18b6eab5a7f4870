import { type Node, parseTree } from 'jsonc-parser'
import type { JsonPath } from './json-path.js'

/** A change to one field of a JSON document: it is dropped, gets another key, or another text as its value. */
export type JsonEdit =
  | { readonly kind: 'drop'; readonly path: JsonPath }
  | { readonly kind: 'rename'; readonly path: JsonPath; readonly key: string }
  | { readonly kind: 'set'; readonly path: JsonPath; readonly value: string }

/**
 * Applies edits to minified JSON, the last one for each path, and leaves every other token as it is written. Paths are those before
 * any edit. An edit of something that does not exist does nothing. One pass, however many edits; what has no edit below it is copied
 * as a whole.
 */
export function editJson(minified: string, edits: readonly JsonEdit[]): string {
  const root = edits.length > 0 ? parseTree(minified) : undefined
  return root ? write(minified, root, toTree(edits)) : minified
}

/** The edits at a place and below it. */
interface EditTree {
  edit?: JsonEdit
  readonly below: Map<string | number, EditTree>
}

function toTree(edits: readonly JsonEdit[]): EditTree {
  const root: EditTree = { below: new Map() }
  for (const edit of edits) {
    let tree = root
    for (const segment of edit.path) {
      let next = tree.below.get(segment)
      if (!next) tree.below.set(segment, (next = { below: new Map() }))
      tree = next
    }
    tree.edit = edit
  }
  return root
}

function write(minified: string, node: Node, tree: EditTree | undefined): string {
  const { type, children = [] } = node
  if (!tree || tree.below.size === 0) return toWritten(minified, node)
  if (type === 'object') return `{${children.flatMap((property) => writeProperty(minified, property, tree)).join(',')}}`
  if (type === 'array') return `[${children.map((item, index) => write(minified, item, tree.below.get(index))).join(',')}]`
  return toWritten(minified, node)
}

function writeProperty(minified: string, property: Node, owner: EditTree): string[] {
  const [keyNode, valueNode] = property.children ?? []
  if (!keyNode || !valueNode) return []
  const tree = owner.below.get(String(keyNode.value))
  const edit = tree?.edit
  if (edit?.kind === 'drop') return []
  const key = edit?.kind === 'rename' ? JSON.stringify(edit.key) : toWritten(minified, keyNode)
  const value = edit?.kind === 'set' ? JSON.stringify(edit.value) : write(minified, valueNode, tree)
  return [`${key}:${value}`]
}

function toWritten(minified: string, { offset, length }: Node): string {
  return minified.slice(offset, offset + length)
}
