import { sql, type Transaction } from 'kysely'
import type { Database } from './database.js'

/** The advisory lock that every writer of the catalog shares. Any constant; all processes have to agree on it. */
export const WRITERS_LOCK = 4_711_001

/**
 * Waits for every transaction that writes to the catalog, and keeps others out until this one ends: a lock for each name of an import
 * would be too many.
 */
export async function lockOutWriters(tx: Transaction<Database>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${WRITERS_LOCK})`.execute(tx)
}
