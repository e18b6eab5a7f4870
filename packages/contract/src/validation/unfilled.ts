import { quote } from './quote.js'

/**
 * Whether a string contains a placeholder that a release script should have replaced: `{{VERSION}}`, `${VERSION}`, `$VERSION`, `<version>`,
 * `%VERSION%` or `__VERSION__`. Versions, identifiers and hashes do not contain these delimiters, percent-encoded braces included.
 */
export function isUnfilled(text: string): boolean {
  return /[{}]|%7[bd]|\$[a-z_(]|<[a-z][\w .-]*>|^%\w+%$|^__\w+__$/i.test(text)
}

/** The same for URLs, in which `{name}` stands for an input: `{{HOST}}`, `${HOST}` or `<host>`. */
export function isUnfilledUrl(url: string): boolean {
  return /\{\{|\$\{|<[a-z][\w .-]*>/i.test(url)
}

/** The message about such a value. */
export function toUnfilledText(value: string): string {
  return `${quote(value)} contains an unreplaced placeholder. Replace it before publishing.`
}
