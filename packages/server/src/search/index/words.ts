/** A word of a text, and its position. Offsets count UTF-16 code units, as in JavaScript. */
export interface TextWord {
  readonly start: number
  readonly end: number
  /** The word in its searchable form: in lower case and without accents. */
  readonly whole: string
  /** The parts of a compound word, if its spelling shows them: `open` and `api` in `OpenAPI`. */
  readonly parts: readonly string[]
}

// Longer words are unlikely search terms, and PostgreSQL limits lexemes to 2,046 bytes.
const MAX_WORD_LENGTH = 64
const WORD = /[\p{L}\p{N}\p{M}]+/gu
const LOWER = /^[a-z0-9]*$/
const HUMP = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u
// Scripts without spaces between words.
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u
const ASCII = /^[\x20-\x7e]*$/
const segmenter = new Intl.Segmenter('und', { granularity: 'word' })

/** The words of a text: runs of letters, digits and marks. Entries and queries are split by the same code. */
export function listWords(text: string): TextWord[] {
  return [...text.matchAll(WORD)].flatMap((match) => {
    const [text] = match
    if (ASCII.test(text) || !UNSPACED.test(text)) return [toWord(text, match.index)]
    return [...segmenter.segment(text)].map(({ segment, index }) => toWord(segment, match.index + index))
  })
}

function toWord(text: string, start: number): TextWord {
  const parts = LOWER.test(text) ? [] : text.split(HUMP)
  return {
    start,
    end: start + text.length,
    whole: fold(text),
    parts: parts.length > 1 ? parts.map(fold).filter((part) => part !== '') : [],
  }
}

function fold(text: string): string {
  if (ASCII.test(text)) return text.slice(0, MAX_WORD_LENGTH).toLowerCase()
  const folded = text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .normalize('NFC')
  return Array.from(folded).slice(0, MAX_WORD_LENGTH).join('')
}

const MAX_SLUG_LENGTH = 200

/** The words of a text joined with dashes: the form in which names are compared with a query. */
export function toSlug(text: string): string {
  return (
    listWords(text)
      .map(({ whole }) => whole)
      .join('-')
      .slice(0, MAX_SLUG_LENGTH)
      // Truncation may have split a surrogate pair.
      .toWellFormed()
  )
}
