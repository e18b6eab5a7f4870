/**
 * Whether the database stores a text as it is: PostgreSQL has no U+0000, and half a surrogate pair would become another character on its
 * way there, which sorts elsewhere than in this process.
 */
export function isStorableText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}
