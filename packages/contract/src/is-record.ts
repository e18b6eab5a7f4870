/**
 * Whether a value is a JSON object with string keys: neither null nor an array. Does not check the values.
 *
 * @example
 * ```ts
 * import { isRecord } from '@mcp-registry/contract'
 *
 * const value: unknown = JSON.parse('{"name":"com.example/weather"}')
 * const name = isRecord(value) ? value['name'] : undefined
 * ```
 */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
