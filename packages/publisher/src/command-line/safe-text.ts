/** A text from elsewhere for a terminal: without the characters that would steer it or turn its direction. Line ends stay. */
export function toSafeText(text: string): string {
  return text.replaceAll(/(?!\n|\t)\p{Cc}|[\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu, '')
}

/** The same on one line. Registries do not always send a text where the protocol has one. */
export function toSafeLine(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return toSafeText(text.replaceAll(/\s+/g, ' ')).trim()
}
