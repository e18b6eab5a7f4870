import { Readable } from 'node:stream'
import { restoreBackup, type RestoreOptions } from '../../src/backup/restore-backup.js'
import { writeBackup } from '../../src/backup/write-backup.js'
import type { Store } from '../../src/store/open-store.js'
import { fakeClock } from '../harness/fake-clock.js'
import { readEverything } from '../harness/read-everything.js'
import { readTables } from '../harness/read-tables.js'
import { startTestRegistry } from '../harness/start-test-registry.js'

/** The time of every backup and restore of the tests. */
export const clock = fakeClock('2025-10-12T12:00:00Z')
/** Everything in the database, as the text of a backup. */
export async function backUp(store: Store): Promise<string> {
  const parts: string[] = []
  await writeBackup({ store, clock }, async (lines) => {
    for await (const line of lines) parts.push(line)
  })
  return parts.join('')
}

/** Restores a backup into a database. */
export function restore(store: Store, backup: string | Uint8Array, options?: RestoreOptions) {
  // In pieces that end anywhere, also within a character.
  const bytes = Buffer.from(backup)
  const pieces = Array.from({ length: Math.ceil(bytes.length / 1_000) }, (_, nth) =>
    bytes.subarray(nth * 1_000, (nth + 1) * 1_000),
  )
  return restoreBackup({ store, clock }, Readable.from(pieces), options)
}

/** What readers see, and every table but for the audit log, which grows with a restore. */
export async function readState(store: Store) {
  await using registry = await startTestRegistry({ store, clock })
  const { audit_log: entries, ...tables } = await readTables(store)
  return { tables, entries, answers: await readEverything(registry.app) }
}
