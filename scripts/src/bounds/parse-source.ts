import { type Node, parseSync, visitorKeys } from 'oxc-parser'

/** A TypeScript source whose nodes have parent links. */
export interface Source {
  readonly file: string
  readonly text: string
  /** In source order, parents before children. */
  readonly nodes: readonly Node[]
}

export function parseSource(file: string, text: string): Source {
  const { program, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message ?? 'cannot be parsed'}`)
  const nodes: Node[] = []
  const visit = (node: Node) => {
    nodes.push(node)
    for (const child of listChildren(node)) {
      child.parent = node
      visit(child)
    }
  }
  visit(program)
  return { file, text, nodes }
}

export function* listParents(node: Node): Generator<Node> {
  for (let { parent } = node; parent; { parent } = parent) yield parent
}

export function isFunction(node: Node): boolean {
  return node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression'
}

export function toText({ text }: Source, node: Pick<Node, 'start' | 'end'>): string {
  return text.slice(node.start, node.end)
}

export function toLine({ text }: Pick<Source, 'text'>, offset: number): number {
  return text.slice(0, offset).split('\n').length
}

/**
 * Identifies each node by the names of its enclosing declarations, for example `ResponseCache.#flights`: a key that survives moves within a
 * file.
 */
export function createNamer(source: Source): (node: Node) => string {
  const counts: Record<string, number> = {}
  return (node) => {
    const names = [node, ...listParents(node)].map((parent) => findName(source, parent)).filter((name) => name !== undefined)
    const name = names.reverse().join('.') || '(module)'
    counts[name] = (counts[name] ?? 0) + 1
    return counts[name] === 1 ? name : `${name} (${counts[name]})`
  }
}

function findName(source: Source, node: Node): string | undefined {
  if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') return node.id?.name
  if (node.type === 'VariableDeclarator') return node.id.type === 'Identifier' ? node.id.name : undefined
  if (node.type === 'AssignmentExpression')
    return toText(source, node.left.type === 'MemberExpression' ? node.left.property : node.left)
  const isMember = node.type === 'MethodDefinition' || node.type === 'PropertyDefinition' || node.type === 'Property'
  return isMember ? toText(source, node.key) : undefined
}

function listChildren(node: Node): readonly Node[] {
  const values: readonly unknown[] = (visitorKeys[node.type] ?? []).map((key) => Reflect.get(node, key))
  return values.flat().filter(isNode)
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value
}
