import { toPlain, type Text } from '../text.js'

/**
 * Whether the runtime arguments already say what to run: one of them is the package, whatever its version or extras, alone or as the
 * value of an option such as `--from` or `-p`.
 */
export function namesPackage(runtime: readonly Text[], identifier: string): boolean {
  const bare = withoutExtras(identifier)
  return runtime.some((text) => {
    const argument = toPlain(text)
    const value = argument.startsWith('--') ? argument.slice(argument.indexOf('=') + 1) : argument
    return value === bare || ['@', '==', '['].some((separator) => value.startsWith(bare + separator))
  })
}

/** The name of a Python package without its extras, `mcp-server[cli]`; any other identifier as it is. */
export function withoutExtras(identifier: string): string {
  const bracket = identifier.indexOf('[')
  return bracket !== -1 && identifier.endsWith(']') ? identifier.slice(0, bracket) : identifier
}

/** The package with its version, as most runners spell it. */
export function toSpec(identifier: string, version: string | undefined, separator = '@'): string {
  return version === undefined ? identifier : `${identifier}${separator}${version}`
}
