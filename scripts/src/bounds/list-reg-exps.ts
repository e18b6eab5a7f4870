import type { Expression, TemplateLiteral } from 'oxc-parser'
import { type Source, toLine, toText } from './parse-source.js'

/** A regular expression in a source file. */
export interface FoundRegExp {
  readonly file: string
  readonly line: number
  /** The pattern, or the expression that builds it at run time. */
  readonly pattern: string
  readonly flags: string
  /** Whether the pattern is known only at run time. */
  readonly isDynamic: boolean
}

type Constants = ReadonlyMap<string, Expression>

/**
 * Every regular expression in a TypeScript source: literals, calls of `RegExp`, and the `pattern` keywords of JSON schemas, which
 * validators compile. A pattern may include constants of the same file.
 */
export function listRegExps(source: Source): readonly FoundRegExp[] {
  const { file, nodes } = source
  const constants = new Map<string, Expression>()
  for (const node of nodes)
    if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init) constants.set(node.id.name, node.init)
  const found: FoundRegExp[] = []
  const add = (start: number, pattern: string, flags: string, isDynamic = false) => {
    found.push({ file, line: toLine(source, start), pattern, flags, isDynamic })
  }
  const addComputed = (start: number, expression: Expression | undefined, flags: string) => {
    const pattern = expression && findText(expression, constants)
    if (pattern !== undefined) add(start, pattern, flags)
    else add(start, expression ? toText(source, expression) : '', flags, true)
  }
  const addCall = (start: number, callee: Expression, [pattern, flags]: readonly (Expression | { type: 'SpreadElement' })[]) => {
    if (callee.type !== 'Identifier' || callee.name !== 'RegExp') return
    const flagText = flags && flags.type !== 'SpreadElement' ? findText(flags, constants) : ''
    addComputed(start, pattern?.type === 'SpreadElement' ? undefined : pattern, flagText ?? '')
  }
  for (const node of nodes) {
    if (node.type === 'Literal' && 'regex' in node && node.regex) add(node.start, node.regex.pattern, node.regex.flags)
    else if (node.type === 'NewExpression' || node.type === 'CallExpression') addCall(node.start, node.callee, node.arguments)
    else if (node.type === 'Property') {
      const { start, key, value } = node
      // Both validators in use compile patterns with this flag.
      if (key.type === 'Identifier' && key.name === 'pattern' && isText(value)) addComputed(start, value, 'u')
    }
  }
  return found
}

function isText(value: { readonly type: string }): value is Expression {
  return value.type === 'Literal' || value.type === 'TemplateLiteral' || value.type === 'TaggedTemplateExpression'
}

/** The string to which an expression evaluates, if it consists of strings and constants. */
function findText(expression: Expression, constants: Constants): string | undefined {
  if (expression.type === 'Literal') return typeof expression.value === 'string' ? expression.value : undefined
  if (expression.type === 'TemplateLiteral') return joinTemplate(expression, 'cooked', constants)
  if (expression.type === 'TaggedTemplateExpression') {
    const { tag, quasi } = expression
    const isRaw = tag.type === 'MemberExpression' && tag.property.type === 'Identifier' && tag.property.name === 'raw'
    return isRaw ? joinTemplate(quasi, 'raw', constants) : undefined
  }
  const constant = expression.type === 'Identifier' ? constants.get(expression.name) : undefined
  return constant && constant !== expression ? findText(constant, constants) : undefined
}

function joinTemplate(
  { quasis, expressions }: TemplateLiteral,
  form: 'cooked' | 'raw',
  constants: Constants,
): string | undefined {
  let text = ''
  for (const [index, { value }] of quasis.entries()) {
    const expression = expressions[index]
    const inserted = expression ? findText(expression, constants) : ''
    if (inserted === undefined) return undefined
    text += (value[form] ?? '') + inserted
  }
  return text
}
