/**
 * Builds a path in which every interpolated value is encoded, so that a slash in a name does not split the segment. Throws a `TypeError`
 * for values that are empty, `.` or `..`, which cannot be path segments.
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
  // As segments, these would traverse the path, and encoding the dots does not prevent that.
  if (value === '' || value === '.' || value === '..') throw new TypeError(`${JSON.stringify(value)} cannot be part of a path.`)
  return encodeURIComponent(value)
}
