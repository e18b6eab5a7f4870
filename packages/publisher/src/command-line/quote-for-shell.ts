/** Quotes a string as one word of a POSIX shell, in single quotes. */
export function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** A string as one word of a POSIX shell, quoted only if it has to be. */
export function toShellWord(text: string): string {
  return /^[\w./:@%+=[\]-]+$/.test(text) ? text : quoteForShell(text)
}
