import { toSqlState } from './translate-database-error.js'

/**
 * Whether the database refused what was to be written: data exceptions, violated constraints, and limits of the engine such as the size
 * of an index row. Then the same statement with something else may succeed, unlike when the database is away or a statement is wrong.
 */
export function isRefusedByDatabase(error: unknown): error is Error {
  return /^(?:22|23|54)...$/.test(toSqlState(error) ?? '')
}
