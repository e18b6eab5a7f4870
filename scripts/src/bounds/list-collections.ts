import type { ArrayExpression, NewExpression, Node, ObjectExpression } from 'oxc-parser'
import { createNamer, isFunction, listParents, type Source, toLine } from './parse-source.js'

/** A location that creates a collection. */
export interface FoundCollection {
  readonly file: string
  readonly line: number
  readonly name: string
  /** The constructor, for example `Map`; `array` or `object` for a literal that grows. */
  readonly type: string
  /** `constant`: never changed. `local`: used only by the call that creates it. `kept`: any other. */
  readonly lifetime: 'constant' | 'local' | 'kept'
}

const CONSTRUCTORS = /^(?:Map|Set|WeakMap|WeakSet|DataLoader)$|(?:Cache|LRU|Queue|Memo)$/
const READERS = new Set([
  'has',
  'get',
  'peek',
  'size',
  'length',
  'keys',
  'values',
  'entries',
  'forEach',
  'at',
  'includes',
  'indexOf',
])
const WRITERS = new Set(['set', 'add', 'delete', 'clear'])
const GROWERS = new Set(['push', 'unshift', 'splice', 'concat'])
/** Methods that call their callback before they return. */
const SYNCHRONOUS = new Set([
  'map',
  'filter',
  'flatMap',
  'forEach',
  'some',
  'every',
  'find',
  'findIndex',
  'reduce',
  'sort',
  'toSorted',
])
const COPIERS = new Set(['Object.fromEntries', 'Array.from', 'Map', 'Set'])

/**
 * Every collection that a source file creates. A Map or Set is local if it is used only in method calls, spreads and loops of the function
 * that declares it: one that is returned, passed on or captured by a closure may outlive the call. Arrays and objects are listed only if
 * they grow outside the call that creates them: in a class field, a module or a closure.
 */
export function listCollections(source: Source): readonly FoundCollection[] {
  const { file } = source
  const nameOf = createNamer(source)
  return source.nodes.flatMap((node) => {
    const found = findCollection(source, node)
    return found ? [{ file, line: toLine(source, node.start), name: nameOf(node), ...found }] : []
  })
}

function findCollection(source: Source, node: Node): Pick<FoundCollection, 'type' | 'lifetime'> | undefined {
  if (node.type === 'NewExpression' && node.callee.type === 'Identifier' && CONSTRUCTORS.test(node.callee.name))
    return { type: node.callee.name, lifetime: findLifetime(source, node) }
  if (node.type === 'ArrayExpression' && grows(source, node)) return { type: 'array', lifetime: 'kept' }
  if (node.type === 'ObjectExpression' && node.properties.length === 0 && grows(source, node))
    return { type: 'object', lifetime: 'kept' }
  return undefined
}

function findLifetime(source: Source, created: NewExpression): FoundCollection['lifetime'] {
  if (isUsedInPlace(created, READERS)) return 'local'
  const { parent } = created
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier') return 'kept'
  const scope = findFunction(parent)
  const uses = listUses(source, parent.id.name, scope)
  if (scope) {
    const allowed = new Set([...READERS, ...WRITERS])
    return uses.every((use) => findFunction(use) === scope && isUsedInPlace(use, allowed)) ? 'local' : 'kept'
  }
  const isReadonly = /^: Readonly(?:Set|Map)\b/.test(source.text.slice(parent.id.typeAnnotation?.start ?? parent.end))
  const isExported = parent.parent?.parent?.type === 'ExportNamedDeclaration'
  return isReadonly || (!isExported && uses.every((use) => isUsedInPlace(use, READERS))) ? 'constant' : 'kept'
}

/** Whether the value cannot escape at this use. */
function isUsedInPlace(node: Node, methods: ReadonlySet<string>): boolean {
  const { parent } = node
  if (parent?.type === 'SpreadElement') return true
  if (parent?.type === 'ForOfStatement') return parent.right === node
  if (parent?.type === 'CallExpression' || parent?.type === 'NewExpression') return COPIERS.has(toCalleeName(parent.callee))
  if (parent?.type !== 'MemberExpression' || parent.object !== node || parent.property.type !== 'Identifier') return false
  const method = parent.property.name
  // `set` and `add` return the collection.
  const isStatement = parent.parent?.parent?.type === 'ExpressionStatement'
  return methods.has(method) && (isStatement || (method !== 'set' && method !== 'add'))
}

function grows(source: Source, literal: ArrayExpression | ObjectExpression): boolean {
  const { parent } = literal
  if (parent?.type === 'PropertyDefinition') return !/\breadonly \w+\[\]/.test(source.text.slice(parent.key.end, literal.start))
  if (parent?.type === 'Property' && parent.key.type === 'Identifier' && parent.value === literal)
    return listMembers(source, parent.key.name).some(isGrown)
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier') return false
  const scope = findFunction(parent)
  return listUses(source, parent.id.name, scope).some((use) => (!scope || findFunction(use) !== scope) && isGrown(use))
}

function isGrown(use: Node): boolean {
  const { parent } = use
  if (parent?.type === 'AssignmentExpression') return parent.left === use
  if (parent?.type !== 'MemberExpression' || parent.object !== use) return false
  if (parent.computed) return parent.parent?.type === 'AssignmentExpression' && parent.parent.left === parent
  return parent.property.type === 'Identifier' && GROWERS.has(parent.property.name)
}

/**
 * Every reference to a variable within a function, or to a module variable within the file. A shadowing variable of the same name is
 * included.
 */
function listUses({ nodes }: Source, name: string, scope: Node | undefined): readonly Node[] {
  return nodes.filter((node) => {
    if (node.type !== 'Identifier' || node.name !== name) return false
    const { parent } = node
    if (parent?.type === 'VariableDeclarator' && parent.id === node) return false
    if (parent?.type === 'MemberExpression' && parent.property === node && !parent.computed) return false
    if (parent?.type === 'Property' && parent.key === node && parent.value !== node && !parent.shorthand) return false
    return !scope || [...listParents(node)].includes(scope)
  })
}

/** Every reference to a property, on any object. */
function listMembers({ nodes }: Source, name: string): readonly Node[] {
  return nodes.filter(
    (node) => node.type === 'MemberExpression' && node.property.type === 'Identifier' && node.property.name === name,
  )
}

/** The function that runs this node: callbacks of array methods run within the enclosing function. */
function findFunction(node: Node): Node | undefined {
  for (const parent of listParents(node)) if (isFunction(parent) && !isSynchronousCallback(parent)) return parent
  return undefined
}

function isSynchronousCallback({ parent, ...node }: Node): boolean {
  if (parent?.type !== 'CallExpression' || parent.callee.type !== 'MemberExpression') return false
  const { property } = parent.callee
  const isArgument = parent.arguments.some(({ start }) => start === node.start)
  return isArgument && property.type === 'Identifier' && SYNCHRONOUS.has(property.name)
}

function toCalleeName(callee: Node): string {
  if (callee.type === 'Identifier') return callee.name
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || callee.property.type !== 'Identifier')
    return ''
  return `${callee.object.name}.${callee.property.name}`
}
