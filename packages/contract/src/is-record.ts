/**
 * Whether a value is an object with string keys, as JSON has them: neither null nor an array. Says nothing of the values.
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
