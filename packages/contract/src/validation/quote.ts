const MAX_QUOTED_LENGTH = 80

/** A text as a message shows it: with at most `maxLength` characters, and an ellipsis where more are cut off. */
export function shorten(text: string, maxLength = MAX_QUOTED_LENGTH): string {
  if (text.length <= maxLength) return text
  // By code points: half of a surrogate pair is not a character. A character has at most two units.
  const characters = Array.from(text.slice(0, 2 * maxLength + 1))
  return characters.length <= maxLength ? text : `${characters.slice(0, maxLength).join('')}…`
}

/** A value of the document as a message shows it: as JSON, cut where it gets long, a list or object as no more than that. */
export function quote(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[…]' : '{…}'
  // One unit more than is shown tells that there are more.
  const shown = typeof value === 'string' ? value.slice(0, 2 * MAX_QUOTED_LENGTH + 1) : value
  return shorten(JSON.stringify(shown) ?? String(shown))
}
