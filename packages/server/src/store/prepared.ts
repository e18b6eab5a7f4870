import { sql } from 'kysely'

/** The same marker as `prepared`, for a statement that is written as plain text. */
export const PREPARED = '/* prepared */'

/**
 * Marks a statement that each connection parses and plans once, since its best plan does not depend on the values: key lookups, index
 * scans, writes. The statement must name its columns, because the result type of a prepared `select *` may not change, and must have few
 * variants of its text.
 */
export const prepared = sql.raw(PREPARED)

/** Gives each prepared statement a name, which is the same on all connections. */
export function createStatementNames(): (text: string) => string | undefined {
  const names = new Map<string, string>()
  return (text) => {
    if (!text.startsWith(PREPARED)) return undefined
    const name = names.get(text) ?? `registry_${names.size}`
    names.set(text, name)
    return name
  }
}
