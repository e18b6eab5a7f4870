/** `tr-TR` is a locale of ICU, `tr_TR.UTF-8` one of the C library. */
export function isLibcLocale(locale: string): boolean {
  return locale.includes('_')
}

/** What follows `create database <name>` for a database of that locale. */
export function toLocaleClause(locale: string): string {
  if (!/^[\w.-]+$/.test(locale)) throw new Error(`${locale} is not a locale, such as tr-TR or tr_TR.UTF-8.`)
  const clause = isLibcLocale(locale) ? `locale '${locale}'` : `locale_provider icu icu_locale '${locale}'`
  return `template template0 ${clause}`
}
