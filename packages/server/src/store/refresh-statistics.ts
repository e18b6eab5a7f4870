import { sql } from 'kysely'
import type { Store } from './open-store.js'

/**
 * Tells the planner what is in the tables, which it would learn by itself only minutes after a large change, and on the embedded engine,
 * which has no workers in the background, never. There the visibility map, which walks of an index rest on, is brought up to date, too.
 */
export async function refreshStatistics({ engine, db }: Store): Promise<void> {
  const command = engine === 'pglite' ? sql`vacuum (analyze)` : sql`analyze`
  await sql`${command} versions`.execute(db)
  await sql`${command} search_texts`.execute(db)
}
