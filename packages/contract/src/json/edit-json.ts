import { type Node, parseTree } from 'jsonc-parser'
import type { JsonPath } from './json-path.js'

/** A change to one field of a JSON document: the field is removed, renamed, or set to another JSON text. */
export type JsonEdit =
  | { readonly kind: 'drop'; readonly path: JsonPath }
  | { readonly kind: 'rename'; readonly path: JsonPath; readonly key: string }
  | { readonly kind: 'set'; readonly path: JsonPath; readonly value: string }

/**
 * Applies edits to minified JSON and leaves every other token unchanged. The last edit of a path wins. Paths refer to the unedited
 * document. Edits of missing fields are ignored. Takes one pass regardless of the number of edits; subtrees without edits are copied whole.
 */
export function editJson(minified: string, edits: readonly JsonEdit[]): string {
  const root = edits.length > 0 ? parseTree(minified) : undefined
  return root ? write(minified, root, toTree(edits)) : minified
}

/** The edits at and below a path. */
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
