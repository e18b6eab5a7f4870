/**
 * A path with every inserted value encoded, so that a slash in a name stays part of the name. Throws a `TypeError` for a value that is
 * empty, `.` or `..`, which cannot be a segment of a path.
 *
 * @example
 * ```ts
 * import { path } from '@mcp-registry/client'
 *
 * const versions = path`/servers/${'io.github.alice/weather'}/versions` // /servers/io.github.alice%2Fweather/versions
 * ```
 */
export function path(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return parts.reduce((text, part, index) => text + encodeSegment(values[index - 1] ?? '') + part)
}

function encodeSegment(value: string): string {
  // As segments these would walk up the path, and no encoding of a dot prevents that.
  if (value === '' || value === '.' || value === '..') throw new TypeError(`${JSON.stringify(value)} cannot be part of a path.`)
  return encodeURIComponent(value)
}
