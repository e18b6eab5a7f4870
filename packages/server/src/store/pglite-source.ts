import { setImmediate } from 'node:timers/promises'
import { COLUMN_PARSERS } from './column-types.js'
import type { Connection, ConnectionSource } from './connection-pool.js'
import type { OpenPglite } from './open-pglite.js'

/** For how many milliseconds statements may follow each other before others have their turn. */
const SLICE_MS = 10

/** PGlite as a source of its only connection; the pool in front of it lets one user at a time have it. */
export function createPgliteSource(pglite: OpenPglite): ConnectionSource {
  let givenAt = 0
  // The engine answers without ever waiting for anything, so that nobody else would be served until a whole transaction is over.
  async function giveTurn(): Promise<void> {
    if (performance.now() - givenAt < SLICE_MS) return
    await setImmediate()
    givenAt = performance.now()
  }

  const connection: Connection = {
    async query(sql, parameters) {
      await giveTurn()
      pglite.lock?.requireHeld()
      const { rows, affectedRows } = await pglite.database.query(sql, parameters, { parsers: { ...COLUMN_PARSERS } })
      return { rows, rowCount: affectedRows ?? rows.length, command: toCommand(sql) }
    },
    release: () => {},
  }
  return {
    connect: async () => connection,
    countOpen: () => 1,
    end: () => pglite.close(),
  }
}

// PGlite does not tell the command; Kysely wants it to know whether to report affected rows.
function toCommand(sql: string): string {
  return /^\s*(insert|update|delete|merge)\b/i.exec(sql)?.[1]?.toUpperCase() ?? 'SELECT'
}
