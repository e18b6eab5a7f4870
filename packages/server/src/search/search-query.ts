import { quote } from './index/search-entry.js'
import { listWords, toSlug } from './index/words.js'

/** A word that is looked for; `parts` stand for it together. */
export interface QueryWord {
  readonly whole: string
  readonly parts: readonly string[]
}

/** The words of what somebody typed; the last may be the beginning of one. */
export interface SearchWords {
  readonly words: readonly QueryWord[]
  /** Whether one of the words is enough. */
  readonly isAny: boolean
  /** What a name is compared with, and whether it is the whole name that was typed. */
  readonly slug: string
  readonly isFullName: boolean
}

export function toQueryWords(text: string): SearchWords {
  const words = listWords(text).filter(({ whole }) => whole !== '')
  const distinct = [...new Map(words.map(({ whole, parts }) => [whole, { whole, parts }])).values()]
  return {
    words: distinct,
    isAny: false,
    slug: toSlug(text),
    isFullName: /[./]/.test(text),
  }
}

/** The query of the database that finds the words; without a word there is none. */
export function toTsQuery({ words, isAny }: Pick<SearchWords, 'words' | 'isAny'>): string {
  return words.map((word, index) => toTerm(word, index === words.length - 1)).join(isAny ? ' | ' : ' & ')
}

/** The query that an entry is ranked by: the more of its words, and the better their places, the higher. */
export function toRankQuery({ words }: Pick<SearchWords, 'words'>, { isPrefix }: { readonly isPrefix: boolean }): string {
  return words.map((word, index) => toTerm(word, isPrefix && index === words.length - 1).replaceAll(' & ', ' | ')).join(' | ')
}

function toTerm({ whole, parts }: QueryWord, isPrefix: boolean): string {
  const end = isPrefix ? ':*' : ''
  if (parts.length === 0) return `${quote(whole)}${end}`
  return `(${quote(whole)}${end} | (${parts.map(quote).join(' & ')}${end}))`
}

/** What was typed with some of its words replaced. */
export function correctWords(text: string, corrections: ReadonlyMap<string, string>): string {
  let corrected = ''
  let at = 0
  for (const { start, end, whole } of listWords(text)) {
    corrected += text.slice(at, start) + (corrections.get(whole) ?? text.slice(start, end))
    at = end
  }
  return corrected + text.slice(at)
}
