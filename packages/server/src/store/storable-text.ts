/**
 * Whether the database stores a text unchanged: PostgreSQL does not support U+0000, and an unpaired surrogate would be replaced in transit
 * by another character, which sorts differently than in this process.
 */
export function isStorableText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}
