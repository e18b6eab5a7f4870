import { sql } from 'kysely'
import type { Store } from './open-store.js'

/**
 * Updates the planner statistics. Autovacuum would do so only minutes after a large change, and never on the embedded engine, which has no
 * background workers. There it also updates the visibility map, on which index-only scans rely.
 */
export async function refreshStatistics({ engine, db }: Store): Promise<void> {
  const command = engine === 'pglite' ? sql`vacuum (analyze)` : sql`analyze`
  await sql`${command} versions`.execute(db)
  await sql`${command} search_texts`.execute(db)
}
