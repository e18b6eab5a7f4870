import { findNodeAtLocation, type JSONVisitor, type Node, parseTree, visit } from 'jsonc-parser'
import type { ValidationIssue } from '../api.js'
import { IssueCollector } from '../issue-collector.js'
import { MAX_ISSUES } from '../limits.js'
import type { Result } from '../result.js'
import { quote } from '../validation/quote.js'
import { findNestingFault, MAX_JSON_DEPTH } from './check-nesting.js'
import { findPath, type JsonPath } from './json-path.js'
import { minifyJson } from './minify-json.js'
import { toSyntaxErrorText } from './syntax-errors.js'
import { toUncheckedJson, type UncheckedJson } from './unchecked-json.js'

/** A location in a JSON text. `offset` and `length` count UTF-16 code units; `line` and `column` start at 1. */
export interface JsonLocation {
  readonly offset: number
  readonly length: number
  readonly line: number
  readonly column: number
}

/** A JSON text that has been read by {@link readJson}. */
export interface JsonText {
  /** The text without white space between tokens. Keys keep their order; numbers and strings keep their spelling. */
  readonly text: string
  /** The result of `JSON.parse`. */
  readonly value: unknown
  /** Whether `text` is just what `JSON.stringify` makes of the value. */
  readonly isPlain: boolean
  /**
   * The location in the source text of the path of an issue, such as `packages[0].transport.url`. For a missing value, this is the location
   * of the nearest enclosing value. `key` locates the key of the value instead, if it has one. Undefined if the string is not a path.
   */
  readonly locate: (path: string, part?: 'value' | 'key') => JsonLocation | undefined
}

const STRICT = { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false }

/**
 * Reads strict JSON (RFC 8259) from an untrusted source. Rejects, with every reason: invalid JSON, duplicate keys in an object, the
 * character U+0000 (databases cannot store it) and lone surrogates (they are not valid text), escaped or not, and nesting deeper than
 * {@link MAX_JSON_DEPTH}. Accepts a leading byte order mark. Takes linear time and a bounded stack.
 */
export function readJson(original: string | UncheckedJson): Result<JsonText, ValidationIssue> {
  const unchecked = toUncheckedJson(original)
  const { text, start } = unchecked
  const value = unchecked.findValue(Infinity)
  const locate = locator(text, start)
  const plain = findPlainText(text, value)
  if (plain !== undefined) return { ok: true, value: { text: plain, value, isPlain: true, locate } }
  const fault = findNestingFault(text)
  if (fault?.kind === 'too-deep')
    return refuse('json-too-deep', `Line ${fault.line}, column ${fault.column}: nested deeper than ${MAX_JSON_DEPTH} levels.`)
  if (fault)
    return refuse('json-syntax', `Line ${fault.line}, column ${fault.column}: this bracket has no matching opening bracket.`)
  const errors = listIssues(text)
  if (errors.length > 0) return { ok: false, errors }
  return { ok: true, value: { text: minifyJson(text), value, isPlain: false, locate } }
}

// Fast path for most texts: what JSON.stringify reproduces exactly, white space aside, has no duplicate keys, and its numbers and strings
// are in canonical form. The regular expression excludes escaped characters that are refused.
function findPlainText(text: string, value: unknown): string | undefined {
  if (value === undefined || /\\u(?:0000|d[89a-f])/i.test(text) || !isShallow(value, MAX_JSON_DEPTH)) return undefined
  const plain = JSON.stringify(value)
  return plain === text || plain === minifyJson(text) ? plain : undefined
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (levels === 0) return false
  for (const key in value) if (!isShallow((value as Record<string, unknown>)[key], levels - 1)) return false
  return true
}

function refuse(reference: string, message: string): Result<never, ValidationIssue> {
  return { ok: false, errors: [toIssue(reference, message)] }
}

/** An issue that concerns the whole text. */
function toIssue(reference: string, message: string): ValidationIssue {
  return { type: 'json', path: '', message, severity: 'error', reference }
}

function listIssues(text: string): ValidationIssue[] {
  // The syntax error counts towards the limit.
  const issues = new IssueCollector(undefined, { capacity: MAX_ISSUES - 1 })
  const objects: Set<string>[] = []
  let syntaxError: ValidationIssue | undefined
  const visitor: JSONVisitor = {
    onObjectBegin() {
      objects.push(new Set())
    },
    onObjectProperty(key, _offset, _length, line, column, pathOfObject) {
      const keys = objects.at(-1)
      if (keys?.has(key)) {
        issues.add('json', 'error', () => {
          const message = `Line ${line + 1}, column ${column + 1}: the key ${quote(key)} occurs twice in one object; parsers disagree on which one applies. Remove one.`
          return { reference: 'json-duplicate-key', path: [...pathOfObject(), key], message }
        })
      }
      keys?.add(key)
      checkCharacters(key, () => pathOfObject(), 'A key', issues)
    },
    onObjectEnd() {
      objects.pop()
    },
    onLiteralValue(value, _offset, _length, _line, _column, path) {
      if (typeof value === 'string') checkCharacters(value, path, 'The string', issues)
    },
    onError(code, _offset, _length, line, column) {
      // Later errors are mostly consequences of the first.
      syntaxError ??= toIssue('json-syntax', `Line ${line + 1}, column ${column + 1}: ${toSyntaxErrorText(code)}.`)
    },
  }
  visit(text, visitor, STRICT)
  return [...(syntaxError ? [syntaxError] : []), ...issues.toErrors()]
}

const SUSPICIOUS = /[\0\uD800-\uDFFF]/
const LONE_SURROGATE = /\p{Surrogate}/u

function checkCharacters(text: string, path: () => JsonPath, subject: string, issues: IssueCollector): void {
  if (!SUSPICIOUS.test(text)) return
  const add = (reference: string, predicate: string) =>
    issues.add('json', 'error', () => ({ reference, path: path(), message: `${subject} ${predicate}.` }))
  if (text.includes('\0')) add('json-nul-character', 'contains the character U+0000, which cannot be stored')
  if (LONE_SURROGATE.test(text)) add('json-lone-surrogate', 'contains half of a surrogate pair, which is not a character')
}

function locator(text: string, start: number): JsonText['locate'] {
  let root: Node | undefined
  let lineStarts: readonly number[] | undefined
  return (pathText, part) => {
    const path = findPath(pathText)
    root ??= parseTree(text, [], STRICT)
    if (!path || !root) return undefined
    lineStarts ??= listLineStarts(text)
    const { offset, length } = findNearestNode(root, path, part)
    const line = countUpTo(lineStarts, offset)
    return { offset: offset + start, length, line, column: offset - (lineStarts[line - 1] ?? 0) + 1 }
  }
}

function listLineStarts(text: string): readonly number[] {
  return [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), ({ 0: lineBreak, index }) => index + lineBreak.length)]
}

/** The number of ascending values that do not exceed the limit. */
function countUpTo(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((numbers[middle] ?? 0) <= limit) low = middle + 1
    else high = middle
  }
  return low
}

function findNearestNode(root: Node, path: JsonPath, part: 'value' | 'key' = 'value'): Node {
  for (let length = path.length; length > 0; length--) {
    const node = findNodeAtLocation(root, path.slice(0, length))
    const key = part === 'key' && length === path.length ? node?.parent?.children?.[0] : undefined
    if (node) return key !== undefined && node.parent?.type === 'property' ? key : node
  }
  return root
}
