const MAX_QUOTED_LENGTH = 80

/** A text of the document as a message shows it without quotes, cut where it gets long. */
export function shorten(text: string): string {
  if (text.length <= MAX_QUOTED_LENGTH) return text
  // Two units for a character. By code points: half of a surrogate pair is not a character.
  const characters = Array.from(text.slice(0, 2 * MAX_QUOTED_LENGTH))
  return `${characters.slice(0, MAX_QUOTED_LENGTH).join('')}…`
}

/** A value of the document as a message shows it: as JSON, cut where it gets long, a list or object as no more than that. */
export function quote(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[…]' : '{…}'
  // One unit more than is shown tells that there are more.
  const shown = typeof value === 'string' ? value.slice(0, 2 * MAX_QUOTED_LENGTH + 1) : value
  return shorten(JSON.stringify(shown) ?? String(shown))
}
