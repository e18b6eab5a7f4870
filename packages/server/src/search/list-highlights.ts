import type { Highlight } from '@mcp-registry/contract'
import { listSearchedTexts } from './index/search-entry.js'
import type { SearchWords } from './search-query.js'
import { listWords, type TextWord } from './index/words.js'

/** The maximum number of fields of a document in which matches are listed: more than it has, recorded names aside. */
const MAX_FIELDS = 60

/** The matches of a search in a document, by path. */
export function listHighlights(name: string, document: unknown, { words }: SearchWords): Highlight[] {
  const ranges = new Map<string, [number, number][]>()
  for (const { path, text, offset } of listSearchedTexts(name, document)) {
    if (ranges.size >= MAX_FIELDS) break
    for (const word of listWords(text)) {
      if (!words.some((wanted, index) => isFound(word, wanted.whole, wanted.parts, index === words.length - 1))) continue
      ranges.set(path, [...(ranges.get(path) ?? []), [word.start + offset, word.end + offset]])
    }
  }
  return [...ranges].map(([path, of]) => ({ path, ranges: of }))
}

function isFound(word: TextWord, whole: string, parts: readonly string[], isPrefix: boolean): boolean {
  const forms = [word.whole, ...word.parts]
  return forms.some((form) => form === whole || parts.includes(form) || (isPrefix && form.startsWith(parts.at(-1) ?? whole)))
}
