import { setImmediate } from 'node:timers/promises'
import { COLUMN_PARSERS } from './column-types.js'
import type { Connection, ConnectionSource } from './connection-pool.js'
import type { OpenPglite } from './open-pglite.js'

/** How long statements may run back to back before the event loop gets a turn. Milliseconds. */
const SLICE_MS = 10

/** Wraps PGlite as a source with a single connection. The pool in front of it grants the connection to one user at a time. */
export function createPgliteSource(pglite: OpenPglite): ConnectionSource {
  let givenAt = 0
  // The engine never waits for I/O, so without this no other request would be served until a transaction is over.
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

// PGlite does not report the command. Kysely needs it to decide whether to report affected rows.
function toCommand(sql: string): string {
  return /^\s*(insert|update|delete|merge)\b/i.exec(sql)?.[1]?.toUpperCase() ?? 'SELECT'
}
