import { stripVTControlCharacters } from 'node:util'
import type { Terminal } from './terminal.js'

/** The width of a stream that is not a terminal, and the greatest one that is used, in columns. */
const MAX_WIDTH = 90

/** The columns that lines on a stream may have. */
export function toWidth(stream: Terminal): number {
  return Math.min(MAX_WIDTH, stream.isTTY === true ? (stream.columns ?? 80) : MAX_WIDTH)
}

/** The lines and how they are broken: `indent` precedes each, `hanging` also all after the first, and `end` ends all but the last. */
export interface WrapOptions {
  readonly width: number
  readonly indent?: string
  readonly hanging?: string
  readonly end?: string
}

/** Joins words to lines that fit the width. A longer word stays in one piece, on a line of its own. */
export function wrapWords(words: readonly string[], { width, indent = '', hanging = '', end = '' }: WrapOptions): string[] {
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    const joined = last === undefined ? `${indent}${word}` : `${last} ${word}`
    if (last === undefined || toColumns(joined) + end.length <= width) lines.splice(-1, 1, joined)
    else lines.push(`${indent}${hanging}${word}`)
  }
  return lines.map((line, index) => (index < lines.length - 1 ? `${line}${end}` : line))
}

/** Breaks a text between its words. */
export function wrapText(text: string, options: WrapOptions): string[] {
  return wrapWords(text.split(' '), options)
}

function toColumns(line: string): number {
  return stripVTControlCharacters(line).length
}
