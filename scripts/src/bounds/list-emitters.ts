import type { ImportDeclaration, Node } from 'oxc-parser'
import { EMITTER_METHODS, EMITTER_MODULES, OTHER_MODULES } from './emitter-modules.js'
import { createNamer, listParents, type Source, toLine, toText } from './parse-source.js'

/** A location that creates, or may create, an event emitter. */
export interface FoundEmitter {
  readonly file: string
  readonly line: number
  readonly name: string
  /** The creating expression, for example `createServer` or `pg.Pool`. */
  readonly creator: string
}

export interface FoundEmitters {
  readonly emitters: readonly FoundEmitter[]
  /** Imports that `emitter-modules.ts` does not list. */
  readonly unknownImports: readonly string[]
}

const STANDARD_STREAMS = /^process\.(?:stdin|stdout|stderr)$/

/**
 * Every use of an import or method that creates event emitters, and of a standard stream. An unclassified import is reported as unknown.
 */
export function listEmitters(source: Source): FoundEmitters {
  const { file } = source
  const creators = new Map<string, string>()
  // Modules whose emitter-creating functions are members of the default export.
  const namespaces = new Map<string, string>()
  const unknownImports: string[] = []
  const learn = (module: string, imported: string, local: string) => {
    const kind = classify(module, imported)
    if (kind === 'creator') creators.set(local, imported === 'default' ? local : imported)
    else if (kind === 'namespace') namespaces.set(local, module)
    else if (kind === 'unknown') unknownImports.push(`${file}: ${imported} of ${module}`)
  }
  for (const node of source.nodes) {
    if (node.type === 'ImportDeclaration' && node.importKind !== 'type') readImports(node, learn)
    if (node.type === 'ImportExpression' && node.source.type === 'Literal')
      learn(String(node.source.value), '*', `import(${toText(source, node.source)})`)
  }

  const nameOf = createNamer(source)
  const emitters: FoundEmitter[] = []
  for (const node of source.nodes) {
    const creator = findCreator(source, node, { creators, namespaces, unknownImports })
    if (creator !== undefined) emitters.push({ file, line: toLine(source, node.start), name: nameOf(node), creator })
  }
  return { emitters, unknownImports }
}

function readImports(
  { source, specifiers }: ImportDeclaration,
  learn: (module: string, imported: string, local: string) => void,
): void {
  for (const specifier of specifiers) {
    if (specifier.type === 'ImportDefaultSpecifier') learn(source.value, 'default', specifier.local.name)
    else if (specifier.type === 'ImportNamespaceSpecifier') learn(source.value, '*', specifier.local.name)
    else if (specifier.importKind !== 'type') {
      const { imported } = specifier
      learn(source.value, imported.type === 'Literal' ? imported.value : imported.name, specifier.local.name)
    }
  }
}

function classify(module: string, imported: string): 'creator' | 'namespace' | 'none' | 'unknown' {
  if (module.startsWith('.') || OTHER_MODULES.includes(module)) return 'none'
  const known = EMITTER_MODULES[module]
  if (known?.creators.includes(imported)) return 'creator'
  if (known?.others.includes(imported)) return 'none'
  return known !== undefined && imported === 'default' ? 'namespace' : 'unknown'
}

interface Imports {
  readonly creators: ReadonlyMap<string, string>
  readonly namespaces: ReadonlyMap<string, string>
  readonly unknownImports: string[]
}

function findCreator(source: Source, node: Node, { creators, namespaces, unknownImports }: Imports): string | undefined {
  if (node.type === 'ImportExpression') return creators.get(`import(${toText(source, node.source)})`) && toText(source, node)
  if (node.type === 'MemberExpression' && node.property.type === 'Identifier') {
    const text = toText(source, node)
    if (STANDARD_STREAMS.test(text)) return text
    const module = node.object.type === 'Identifier' ? namespaces.get(node.object.name) : undefined
    if (module !== undefined) {
      const kind = classify(module, node.property.name)
      if (kind === 'unknown') unknownImports.push(`${source.file}: ${node.property.name} of ${module}`)
      return kind === 'creator' ? text : undefined
    }
    return EMITTER_METHODS.includes(node.property.name) ? `.${node.property.name}` : undefined
  }
  if (node.type !== 'Identifier' || !isValue(node)) return undefined
  return creators.get(node.name)
}

/** Whether an identifier refers to the value, and is not an import, a property name, or part of a type. */
function isValue(node: Node): boolean {
  const { parent } = node
  if (parent?.type.startsWith('Import')) return false
  if (parent?.type === 'MemberExpression' && parent.property === node) return false
  if (parent?.type === 'Property' && parent.key === node && !parent.shorthand) return false
  if (parent?.type === 'BinaryExpression' && parent.operator === 'instanceof') return false
  for (const { type } of listParents(node)) {
    if (type === 'TSAsExpression' || type === 'TSSatisfiesExpression' || type === 'TSNonNullExpression') continue
    if (type.startsWith('TS')) return false
  }
  return true
}
