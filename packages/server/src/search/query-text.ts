import type { Result } from '@mcp-registry/contract'
import { MAX_SEARCH_LENGTH, MAX_SEARCH_WORDS, parseSearchText, type SearchText } from '../entries/search-text.js'
import { isStorableText } from '../store/storable-text.js'
import { listWords } from './index/words.js'

/** Each word may be replaced with a correction of at most 30 letters. */
export const MAX_CORRECTED_LENGTH = MAX_SEARCH_LENGTH + 30 * MAX_SEARCH_WORDS

/**
 * Parses the text of a ranked search. The limit on words applies to their parts as well: `OpenAPI` counts as two words, since each part is
 * a term of the tsquery.
 */
export function parseQueryText(text: string): Result<SearchText> {
  const search = parseSearchText(text)
  if (!search.ok) return search
  return countTerms(search.value) > MAX_SEARCH_WORDS ? { ok: false, errors: [`has more than ${MAX_SEARCH_WORDS} words`] } : search
}

/** Whether a text can be a query whose words were corrected. */
export function isCorrectedText(text: string): boolean {
  return text.length <= MAX_CORRECTED_LENGTH && isStorableText(text) && countTerms(text) <= MAX_SEARCH_WORDS
}

function countTerms(text: string): number {
  return listWords(text).reduce((sum, { parts }) => sum + Math.max(1, parts.length), 0)
}
