import { RegistryError, type Result } from '@mcp-registry/contract'
import { isStorableText } from '../store/storable-text.js'

/** A search text, trimmed and within its limits. */
export type SearchText = string & { readonly __brand: 'SearchText' }

/** In code points. A description has at most 100, a server name 200. */
export const MAX_SEARCH_LENGTH = 200

/** Each word costs an index scan and planning time. */
export const MAX_SEARCH_WORDS = 20

/** Parses a search text: trimmed, with at most {@link MAX_SEARCH_LENGTH} characters and {@link MAX_SEARCH_WORDS} words. */
export function parseSearchText(text: string): Result<SearchText> {
  // A code point has one or two UTF-16 code units, so a longer text need not be counted.
  if (text.length > 2 * MAX_SEARCH_LENGTH || Array.from(text).length > MAX_SEARCH_LENGTH) {
    return { ok: false, errors: [`is longer than ${MAX_SEARCH_LENGTH} characters`] }
  }
  const trimmed = text.trim()
  if (trimmed.split(/\s+/).length > MAX_SEARCH_WORDS) {
    return { ok: false, errors: [`has more than ${MAX_SEARCH_WORDS} words`] }
  }
  if (!isStorableText(trimmed)) return { ok: false, errors: ['contains U+0000 or an unpaired surrogate'] }
  return { ok: true, value: trimmed as SearchText }
}

/** Parses a search text; throws an `invalid-parameter` error that names the query parameter and the limit. */
export function requireSearchText(text: string, parameter: string): SearchText {
  const result = parseSearchText(text)
  if (result.ok) return result.value
  throw toSearchRefusal(parameter, result.errors.join(' and '))
}

export function toSearchRefusal(parameter: string, message: string): RegistryError {
  const location = `query.${parameter}`
  return new RegistryError('invalid-parameter', `${location} ${message}. Search for less.`, { errors: [{ location, message }] })
}
