/**
 * Whether a string has a placeholder that a release script should have replaced: `{{VERSION}}`, `${VERSION}`, `$VERSION`, `<version>`,
 * `%VERSION%` or `__VERSION__`. None of these characters is part of a version, an identifier or a hash.
 */
export function isUnfilled(text: string): boolean {
  return /[{}]|\$[a-z_(]|<[a-z][\w .-]*>|^%\w+%$|^__\w+__$/i.test(text)
}
