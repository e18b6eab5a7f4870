const MAX_QUOTED_LENGTH = 80

/** Truncates a string for a message to `maxLength` characters, followed by an ellipsis. */
export function shorten(text: string, maxLength = MAX_QUOTED_LENGTH): string {
  if (text.length <= maxLength) return text
  // By code points: half of a surrogate pair is not a character. A character has at most two units.
  const characters = Array.from(text.slice(0, 2 * maxLength + 1))
  return characters.length <= maxLength ? text : `${characters.slice(0, maxLength).join('')}…`
}

/** Formats a value of the document for a message: as truncated JSON, with the contents of arrays and objects elided. */
export function quote(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[…]' : '{…}'
  // One unit more than is shown, so that shorten() adds the ellipsis.
  const shown = typeof value === 'string' ? value.slice(0, 2 * MAX_QUOTED_LENGTH + 1) : value
  return shorten(JSON.stringify(shown) ?? String(shown))
}
