import type pg from 'pg'
import { isBackendWorking } from './backend-state.js'
import type { Connection } from './connection-pool.js'
import { toSqlState } from './translate-database-error.js'

export interface ConnectionOptions {
  /** The connection string. */
  readonly server: string
  /** The process id of the backend, if it is known. */
  readonly pid: number | undefined
  readonly toName: (text: string) => string | undefined
  /** Whether a server that refuses to write is of no use. */
  readonly needsWriter: boolean
  /** Undefined for statements that may take as long as they like. */
  readonly timeouts: { readonly answerTimeoutMs: number; readonly silenceMs: number } | undefined
}

const READ_ONLY_TRANSACTION = '25006'
// An answer that the server sent just before it said that it had nothing to do.
const LAST_ANSWER_MS = 50

/** A client of the driver as a connection that hangs up on a server that does not answer. */
export function toConnection(client: pg.PoolClient, options: ConnectionOptions): Connection {
  const { server, pid, toName, needsWriter, timeouts } = options
  let isWaiting = false
  let isInTransaction = false
  // Whether to hang up would lose what a transaction has done before the statement that was sent last.
  let isTooLate = false
  let isUnfit = false
  // Of the statement that was sent last.
  let number = 0
  // To end a connection that waits for an answer is to hang up, and the statement fails.
  const hangUp = () => void (isWaiting && client.end())
  const answerTimer = timeouts && setTimeout(hangUp, timeouts.answerTimeoutMs).unref()
  const silenceTimer = timeouts && setTimeout(() => void checkSilence(), timeouts.silenceMs).unref()

  async function checkSilence(): Promise<void> {
    if (!isWaiting || isTooLate) return
    const asked = number
    const isWorking = await isBackendWorking(server, pid)
    if (number !== asked) return
    if (isWorking) silenceTimer?.refresh()
    else setTimeout(() => number === asked && hangUp(), LAST_ANSWER_MS).unref()
  }

  return {
    query(sql, parameters) {
      isWaiting = true
      number++
      answerTimer?.refresh()
      silenceTimer?.refresh()
      isTooLate = isInTransaction
      isInTransaction = isTransactionOpen(sql, isInTransaction)
      const name = toName(sql)
      const statement = { ...(name !== undefined && { name }), text: sql, values: parameters }
      // A callback and a timer of our own: what the driver makes of promises and of `query_timeout` for each statement keeps its rows in
      // memory until a full collection of garbage, which halves the speed of reading pages.
      return new Promise((resolve, reject) => {
        client.query<Record<string, unknown>>(statement, (error, result) => {
          isWaiting = false
          // The driver's types have both always.
          if (error as Error | null) {
            isUnfit ||= needsWriter && toSqlState(error) === READ_ONLY_TRANSACTION
            reject(error)
          } else resolve({ rows: result.rows, rowCount: result.rowCount ?? 0, command: result.command })
        })
      })
    },
    release: () => client.release(isUnfit),
  }
}

/** Whether a transaction is open after a statement, as Kysely spells the ones that begin and end it. */
function isTransactionOpen(sql: string, before: boolean): boolean {
  if (sql === 'commit' || sql === 'rollback') return false
  return before || sql === 'begin' || sql.startsWith('start transaction')
}
