import { foldServerName } from '@mcp-registry/contract'
import { sql, type Transaction } from 'kysely'
import type { Database } from '../../store/database.js'
import { prepared } from '../../store/prepared.js'
import { WRITERS_LOCK } from '../../store/writers-lock.js'

/**
 * Makes this transaction the only one that publishes or changes the servers of these names, in any spelling, until it ends. The locks
 * are taken in order, so that no two transactions wait for each other. Imports wait for it, and it for them.
 */
export async function lockServers(tx: Transaction<Database>, names: readonly string[]): Promise<void> {
  const keys = [...new Set(names.map(foldServerName))].sort()
  // In whichever order: an import, which keeps the first one, asks for none of the others.
  await sql`${prepared}
    with import as materialized (select pg_advisory_xact_lock_shared(${WRITERS_LOCK}) as locked)
    select pg_advisory_xact_lock(hashtextextended(key, 0)), import.locked from import, unnest(${keys}::text[]) as key`.execute(tx)
}
