import { createHash } from 'node:crypto'

/**
 * How the text of a file was before the first entry was placed in it, as the difference from the text that is left when the placed entries
 * are removed again. It holds nothing else of the file, which may contain secrets of the user.
 */
export interface Undo {
  /** SHA-256 of the text that is left, in hexadecimal. The difference applies to no other text. */
  readonly rest: string
  /** UTF-16 offset and length of what differs, and what was there instead; undefined if there was no file. */
  readonly change: { readonly start: number; readonly length: number; readonly text: string } | undefined
}

/** The difference from the text that is left to the text before; undefined if it is too large to be kept. */
export function toUndo(rest: string, before: string | undefined): Undo | undefined {
  if (before === undefined) return { rest: toDigest(rest), change: undefined }
  const shorter = Math.min(rest.length, before.length)
  let start = 0
  while (start < shorter && rest[start] === before[start]) start++
  let end = 0
  while (end < shorter - start && rest.at(-1 - end) === before.at(-1 - end)) end++
  const text = before.slice(start, before.length - end)
  if (text.length > MAX_UNDO_LENGTH) return undefined
  return { rest: toDigest(rest), change: { start, length: rest.length - start - end, text } }
}

const MAX_UNDO_LENGTH = 64 * 1024

/** The text before, undefined if there was no file; the text that is left, if that has changed since. */
export function applyUndo(rest: string, undo: Undo | undefined): string | undefined {
  if (undo?.rest !== toDigest(rest)) return rest
  if (undo.change === undefined) return undefined
  const { start, length, text } = undo.change
  return rest.slice(0, start) + text + rest.slice(start + length)
}

function toDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
