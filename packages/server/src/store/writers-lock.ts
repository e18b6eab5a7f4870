import { sql, type Transaction } from 'kysely'
import type { Database } from './database.js'

/**
 * The key of the advisory lock that every writer of the catalog takes in shared mode. An arbitrary constant on which all processes must
 * agree.
 */
export const WRITERS_LOCK = 4_711_001

/**
 * Waits for every transaction that writes to the catalog, and blocks new ones until this one ends. An import would need too many locks if
 * it took one for each name.
 */
export async function lockOutWriters(tx: Transaction<Database>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${WRITERS_LOCK})`.execute(tx)
}
