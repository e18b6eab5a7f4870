import { createScanner } from 'jsonc-parser'

/** The maximum nesting depth of arrays and objects. */
export const MAX_JSON_DEPTH = 64

// jsonc-parser declares these as const enums, which cannot be imported under isolatedModules.
const OPEN_BRACE = 1
const CLOSE_BRACE = 2
const OPEN_BRACKET = 3
const CLOSE_BRACKET = 4
const FIRST_TRIVIA = 12
const LAST_TRIVIA = 15
const END_OF_FILE = 17

/** The result of a non-recursive scan of the tokens of a text. */
export interface Nesting {
  /** The text without white space between tokens; tokens keep their spelling. */
  readonly minified: string
  /** The offset, line and column (from 1) of the first invalid bracket, if any. */
  readonly fault?: { readonly kind: 'too-deep' | 'mismatched'; readonly line: number; readonly column: number }
}

/**
 * Scans the tokens of a JSON text and stops at the first bracket that is nested too deeply or does not match the open one. Run it before
 * any recursive parser: it bounds the stack of the parser, even for invalid JSON.
 */
export function checkNesting(text: string): Nesting {
  const scanner = createScanner(text)
  const closing: number[] = []
  const tokens: string[] = []
  for (let token: number = scanner.scan(); token !== END_OF_FILE; token = scanner.scan()) {
    if (token >= FIRST_TRIVIA && token <= LAST_TRIVIA) continue
    const kind = faultAt(token, closing)
    if (kind) {
      const fault = { kind, line: scanner.getTokenStartLine() + 1, column: scanner.getTokenStartCharacter() + 1 }
      return { minified: '', fault }
    }
    const start = scanner.getTokenOffset()
    tokens.push(text.slice(start, start + scanner.getTokenLength()))
  }
  return { minified: tokens.join('') }
}

function faultAt(token: number, closing: number[]): 'too-deep' | 'mismatched' | undefined {
  if (token === OPEN_BRACE || token === OPEN_BRACKET) {
    closing.push(token === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET)
    return closing.length > MAX_JSON_DEPTH ? 'too-deep' : undefined
  }
  if (token !== CLOSE_BRACE && token !== CLOSE_BRACKET) return undefined
  return closing.pop() === token ? undefined : 'mismatched'
}
