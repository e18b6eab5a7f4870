import { findCode } from '@mcp-registry/contract'

/**
 * Whether the database rejected the data: data exceptions, constraint violations, and program limits such as the size of an index row. The
 * same statement may succeed with other data, unlike when the database is unavailable or the statement is invalid.
 */
export function isRefusedByDatabase(error: unknown): error is Error {
  return /^(?:22|23|54)...$/.test(findCode(error) ?? '')
}
