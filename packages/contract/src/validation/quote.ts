const MAX_QUOTED_LENGTH = 80

/** Truncates a string in a message to `maxLength` characters, followed by an ellipsis. */
export function shorten(text: string, maxLength = MAX_QUOTED_LENGTH): string {
  if (text.length <= maxLength) return text
  // Counts code points, so that surrogate pairs are not split. A code point has at most two code units.
  const characters = Array.from(text.slice(0, 2 * maxLength + 1))
  return characters.length <= maxLength ? text : `${characters.slice(0, maxLength).join('')}…`
}

/** Formats a value of the document for a message: as truncated JSON, with the contents of arrays and objects elided. */
export function quote(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[…]' : '{…}'
  // One code unit more than is displayed, so that shorten() adds the ellipsis.
  const shown = typeof value === 'string' ? value.slice(0, 2 * MAX_QUOTED_LENGTH + 1) : value
  return shorten(JSON.stringify(shown) ?? String(shown))
}
