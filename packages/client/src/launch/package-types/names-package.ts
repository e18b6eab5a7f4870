import { toPlain, type Text } from '../text.js'

/**
 * Whether the runtime arguments already include the package, with any version or extras, either alone or as the value of an option such as
 * `--from` or `-p`.
 */
export function namesPackage(runtime: readonly Text[], identifier: string): boolean {
  const bare = withoutExtras(identifier)
  return runtime.some((text) => {
    const argument = toPlain(text)
    const value = argument.startsWith('--') ? argument.slice(argument.indexOf('=') + 1) : argument
    return value === bare || ['@', '==', '['].some((separator) => value.startsWith(bare + separator))
  })
}

/** The name of a Python package without extras, as in `mcp-server[cli]`; any other identifier is returned unchanged. */
export function withoutExtras(identifier: string): string {
  const bracket = identifier.indexOf('[')
  return bracket !== -1 && identifier.endsWith(']') ? identifier.slice(0, bracket) : identifier
}

/** The package with its version, in the syntax of most runners. */
export function toSpec(identifier: string, version: string | undefined, separator = '@'): string {
  return version === undefined ? identifier : `${identifier}${separator}${version}`
}
