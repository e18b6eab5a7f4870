/** Removes control and bidirectional formatting characters from untrusted text for a terminal. Line breaks and tabs stay. */
export function toSafeText(text: string): string {
  return text.replaceAll(/(?!\n|\t)\p{Cc}|[\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu, '')
}

/**
 * Like {@link toSafeText}, on a single line. Accepts any value, since registries may send other types where the protocol requires a string.
 */
export function toSafeLine(value: unknown): string {
  const text = typeof value === 'string' ? value : toJsonText(value)
  return toSafeText(text.replaceAll(/\s+/g, ' ')).trim()
}

function toJsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? ''
  } catch {
    // JSON.parse reads values that are nested deeper than JSON.stringify can follow.
    return ''
  }
}
