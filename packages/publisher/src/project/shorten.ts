import { MAX_DESCRIPTION_LENGTH } from '@mcp-registry/contract'

/** Shortens a long description: to the sentences that fit, else between words with an ellipsis. */
export function shorten(text: string): string {
  const characters = Array.from(text.replaceAll(/\s+/g, ' ').trim())
  if (characters.length <= MAX_DESCRIPTION_LENGTH) return characters.join('')
  // A sentence that ends exactly at the limit is followed by the blank that proves its end.
  const sentences = characters.slice(0, MAX_DESCRIPTION_LENGTH + 1).join('')
  const end = Math.max(
    ...['. ', '! ', '? '].map((mark) => sentences.lastIndexOf(mark)),
    ...['。', '！', '？'].map((mark) => sentences.lastIndexOf(mark)),
  )
  if (end >= MIN_SENTENCE_LENGTH) return sentences.slice(0, end + 1)
  const cut = characters.slice(0, MAX_DESCRIPTION_LENGTH - 1).join('')
  const words = cut.slice(0, Math.max(cut.lastIndexOf(' '), 60)).trimEnd()
  return `${words.replace(/[,;:-]$/, '').trimEnd()}…`
}

/** What ends earlier is rather an abbreviation, such as "e.g. ". */
const MIN_SENTENCE_LENGTH = 20
