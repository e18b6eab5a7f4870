import { hasCode } from '@mcp-registry/contract'
import type pg from 'pg'
import { isBackendWorking } from './backend-state.js'
import type { Connection } from './connection-pool.js'

export interface ConnectionOptions {
  /** The connection string. */
  readonly server: string
  /** The process id of the backend, if known. */
  readonly pid: number | undefined
  readonly toName: (text: string) => string | undefined
  /** Whether a server that refuses writes is unusable. */
  readonly needsWriter: boolean
  /** Undefined for statements without a time limit. */
  readonly timeouts: { readonly answerTimeoutMs: number; readonly silenceMs: number } | undefined
}

const READ_ONLY_TRANSACTION = '25006'
// Grace period for a response that the server sent just before it reported that it was idle.
const LAST_ANSWER_MS = 50

/** Wraps a client of the driver in a connection that hangs up if the server does not respond. */
export function toConnection(client: pg.PoolClient, options: ConnectionOptions): Connection {
  const { server, pid, toName, needsWriter, timeouts } = options
  let isWaiting = false
  let isInTransaction = false
  // Whether hanging up would lose what the transaction did before the last statement sent.
  let isTooLate = false
  let isUnfit = false
  // The number of the last statement sent.
  let number = 0
  // Ending a client that waits for a response closes the socket, and the statement fails.
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
      // A callback and a timer of our own: with promises and a `query_timeout` per statement, the driver retains the rows in memory until a
      // full garbage collection, which halves the throughput of page reads.
      return new Promise((resolve, reject) => {
        client.query<Record<string, unknown>>(statement, (error, result) => {
          isWaiting = false
          // The driver's types declare both arguments as always present.
          if (error as Error | null) {
            isUnfit ||= needsWriter && hasCode(error, READ_ONLY_TRANSACTION)
            reject(error)
          } else resolve({ rows: result.rows, rowCount: result.rowCount ?? 0, command: result.command })
        })
      })
    },
    release: () => client.release(isUnfit),
  }
}

/** Whether a transaction is open after the statement, judged by the SQL with which Kysely begins and ends transactions. */
function isTransactionOpen(sql: string, before: boolean): boolean {
  if (sql === 'commit' || sql === 'rollback') return false
  return before || sql === 'begin' || sql.startsWith('start transaction')
}
