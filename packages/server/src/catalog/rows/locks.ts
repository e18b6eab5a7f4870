import { foldServerName } from '@mcp-registry/contract'
import { sql, type Transaction } from 'kysely'
import type { Database } from '../../store/database.js'
import { prepared } from '../../store/prepared.js'
import { WRITERS_LOCK } from '../../store/writers-lock.js'

/**
 * Makes this transaction the only one that publishes or changes these servers, in any spelling, until it ends. The locks are taken in
 * sorted order to prevent deadlocks. The transaction and imports exclude each other.
 */
export async function lockServers(tx: Transaction<Database>, names: readonly string[]): Promise<void> {
  const keys = [...new Set(names.map(foldServerName))].sort()
  // The two kinds of locks may be taken in either order: an import holds the writers lock and takes no lock of a name.
  await sql`${prepared}
    with import as materialized (select pg_advisory_xact_lock_shared(${WRITERS_LOCK}) as locked)
    select pg_advisory_xact_lock(hashtextextended(key, 0)), import.locked from import, unnest(${keys}::text[]) as key`.execute(tx)
}
