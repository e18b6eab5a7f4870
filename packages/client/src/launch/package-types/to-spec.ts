/** The package with its version, in the syntax of most runners. */
export function toSpec(identifier: string, version: string | undefined, separator = '@'): string {
  return version === undefined ? identifier : `${identifier}${separator}${version}`
}
