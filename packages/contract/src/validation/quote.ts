const MAX_QUOTED_LENGTH = 80

/** A value of the document as a message shows it: as JSON, cut where it gets long. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  if (text.length <= MAX_QUOTED_LENGTH) return text
  // By code points: half of a surrogate pair is not a character.
  return `${Array.from(text.slice(0, 2 * MAX_QUOTED_LENGTH))
    .slice(0, MAX_QUOTED_LENGTH)
    .join('')}…`
}
