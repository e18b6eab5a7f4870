/** The text that a search of the list scans. It is stored in the row, so that searches and rows are folded by the same code. */
export function toSearchText(document: unknown): string {
  const fields = typeof document === 'object' && document !== null ? (document as Record<string, unknown>) : {}
  const texts = [fields['name'], fields['title'], fields['description']].filter((text) => typeof text === 'string')
  return fold(texts.join('\n')).replaceAll('\0', ' ').toWellFormed()
}

/** The distinct words of a search, folded; all of them must occur. Longest first, since longer words are usually rarer. */
export function toSearchWords(search: string): string[] {
  const words = new Set(fold(search).split(/\s+/))
  words.delete('')
  return [...words].sort((a, b) => b.length - a.length)
}

/** Whether the trigram index, which needs three consecutive letters or digits, can find the word. Otherwise the index of pairs can. */
export function hasThreeInARow(word: string): boolean {
  return /[\p{L}\p{N}]{3}/u.test(word)
}

/** The `like` pattern that matches the word literally. */
export function toLikePattern(word: string): string {
  return `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`
}

function fold(text: string): string {
  return text.toLowerCase()
}
