import { sql } from 'kysely'

/** The same as `prepared`, for a statement that is written down as a text. */
export const PREPARED = '/* prepared */'

/**
 * Begins a statement that each connection parses and plans once, since its best plan is the same for all values: look-ups by a key, walks
 * of an index, writes. Its columns have names, as the answer of a prepared `select *` may not change, and few different texts are made of it.
 */
export const prepared = sql.raw(PREPARED)

/** Gives each prepared statement a name, the same on all connections. */
export function createStatementNames(): (text: string) => string | undefined {
  const names = new Map<string, string>()
  return (text) => {
    if (!text.startsWith(PREPARED)) return undefined
    const name = names.get(text) ?? `registry_${names.size}`
    names.set(text, name)
    return name
  }
}
