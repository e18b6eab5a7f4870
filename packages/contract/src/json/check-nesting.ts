import { createScanner } from 'jsonc-parser'

/** The maximum nesting depth of arrays and objects. */
export const MAX_JSON_DEPTH = 64

// jsonc-parser declares these as const enums, which cannot be imported under isolatedModules.
const OPEN_BRACE = 1
const CLOSE_BRACE = 2
const OPEN_BRACKET = 3
const CLOSE_BRACKET = 4
const END_OF_FILE = 17

/** A bracket that is nested too deep or closes another kind. Line and column start at 1. */
export interface NestingFault {
  readonly kind: 'too-deep' | 'mismatched'
  readonly line: number
  readonly column: number
}

/**
 * The first fault in the nesting of a JSON text, found by walking its tokens without recursion. Run it before any recursive parser: it
 * bounds the stack of the parser, also for invalid JSON.
 */
export function findNestingFault(text: string): NestingFault | undefined {
  const scanner = createScanner(text)
  const closing: number[] = []
  for (let token: number = scanner.scan(); token !== END_OF_FILE; token = scanner.scan()) {
    const kind = faultAt(token, closing)
    if (kind) return { kind, line: scanner.getTokenStartLine() + 1, column: scanner.getTokenStartCharacter() + 1 }
  }
  return undefined
}

function faultAt(token: number, closing: number[]): 'too-deep' | 'mismatched' | undefined {
  if (token === OPEN_BRACE || token === OPEN_BRACKET) {
    closing.push(token === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET)
    return closing.length > MAX_JSON_DEPTH ? 'too-deep' : undefined
  }
  if (token !== CLOSE_BRACE && token !== CLOSE_BRACKET) return undefined
  return closing.pop() === token ? undefined : 'mismatched'
}
