/**
 * Whether a string contains a placeholder that a release script should have replaced: `{{VERSION}}`, `${VERSION}`, `$VERSION`, `<version>`,
 * `%VERSION%` or `__VERSION__`. Versions, identifiers and hashes do not contain these delimiters.
 */
export function isUnfilled(text: string): boolean {
  return /[{}]|\$[a-z_(]|<[a-z][\w .-]*>|^%\w+%$|^__\w+__$/i.test(text)
}
