export const QUOTE = 0x22
export const BACKSLASH = 0x5c

/**
 * The size in UTF-8 bytes of a JSON text without white space between tokens. Scans the text once and allocates nothing, so that an
 * oversized text can be rejected before it is parsed. The count is approximate if the text is not valid JSON.
 */
export function countMinifiedBytes(text: string): number {
  let bytes = 0
  let isInString = false
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit === QUOTE) isInString = !isInString
    else if (isInString && unit === BACKSLASH) {
      // The escaped character may be a quote.
      bytes += 1
      index++
    } else if (!isInString && isWhiteSpace(unit)) continue
    bytes += countBytes(unit)
  }
  return bytes
}

export function isWhiteSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09
}

function countBytes(unit: number): number {
  if (unit < 0x80) return 1
  if (unit < 0x800) return 2
  // Half of a surrogate pair; the pair takes four bytes.
  return unit >= 0xd800 && unit <= 0xdfff ? 2 : 3
}
