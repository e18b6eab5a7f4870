import { BACKSLASH, isWhiteSpace, QUOTE } from './count-minified-bytes.js'

/** A valid JSON text without the white space between its tokens, each token as it was written. */
export function minifyJson(text: string): string {
  const parts: string[] = []
  let start = 0
  let isInString = false
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit === QUOTE) isInString = !isInString
    else if (isInString && unit === BACKSLASH) index++
    else if (!isInString && isWhiteSpace(unit)) {
      if (index > start) parts.push(text.slice(start, index))
      start = index + 1
    }
  }
  return start === 0 ? text : parts.join('') + text.slice(start)
}
