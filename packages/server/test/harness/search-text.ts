import { requireSearchText, type SearchText } from '../../src/entries/search-text.js'

/** The text of a search that is within the bounds. */
export function toSearchText(text: string): SearchText {
  return requireSearchText(text, 'search')
}
