import { quote } from './index/search-entry.js'
import { listWords, toSlug } from './index/words.js'

/** A word of the query; all of its `parts` together also match. */
export interface QueryWord {
  readonly whole: string
  readonly parts: readonly string[]
}

/** The words of a query; the last one may be a prefix. */
export interface SearchWords {
  readonly words: readonly QueryWord[]
  /** Whether one matching word is enough. */
  readonly isAny: boolean
  /** The slug that names are compared with, and whether the query is a full name. */
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

/** The tsquery that finds the words; empty if there are no words. */
export function toTsQuery({ words, isAny }: Pick<SearchWords, 'words' | 'isAny'>): string {
  return words.map((word, index) => toTerm(word, index === words.length - 1)).join(isAny ? ' | ' : ' & ')
}

/** The tsquery for ranking: the more words an entry contains, and the higher their weights, the higher its rank. */
export function toRankQuery({ words }: Pick<SearchWords, 'words'>, { isPrefix }: { readonly isPrefix: boolean }): string {
  return words.map((word, index) => toTerm(word, isPrefix && index === words.length - 1).replaceAll(' & ', ' | ')).join(' | ')
}

function toTerm({ whole, parts }: QueryWord, isPrefix: boolean): string {
  const end = isPrefix ? ':*' : ''
  if (parts.length === 0) return `${quote(whole)}${end}`
  return `(${quote(whole)}${end} | (${parts.map(quote).join(' & ')}${end}))`
}

/** The query with some of its words replaced. */
export function correctWords(text: string, corrections: ReadonlyMap<string, string>): string {
  let corrected = ''
  let at = 0
  for (const { start, end, whole } of listWords(text)) {
    corrected += text.slice(at, start) + (corrections.get(whole) ?? text.slice(start, end))
    at = end
  }
  return corrected + text.slice(at)
}
