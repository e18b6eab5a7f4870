import pg from 'pg'
import { isBackendBusy } from './backend-state.js'
import { COLUMN_PARSERS } from './column-types.js'
import type { Connection, ConnectionSource } from './connection-pool.js'
import { requireDatabaseUrl } from './database-url.js'
import { createStatementNames } from './prepared.js'
import { createServerChoice } from './server-choice.js'
import { toSqlState } from './translate-database-error.js'

const CONNECT_TIMEOUT_MS = 1_000
const STATEMENT_TIMEOUT_MS = 10_000
// Later than the server's own timeout: it only ends the wait for a server that no longer answers at all.
const ANSWER_TIMEOUT_MS = 15_000
// After that time a read finds out whether the server works on it, which takes a second at most.
const SILENCE_MS = 1_000

export interface PostgresOptions {
  readonly size: number
  /** Whether statements may take as long as they like. */
  readonly isPatient?: boolean
  readonly answerTimeoutMs?: number
  readonly silenceMs?: number
}

/** Connections to a PostgreSQL server, or to the first suitable one of several. */
export function createPostgresSource(
  url: string,
  { size, isPatient = false, answerTimeoutMs = ANSWER_TIMEOUT_MS, silenceMs = SILENCE_MS }: PostgresOptions,
): ConnectionSource {
  const address = requireDatabaseUrl(url)
  const choose = createServerChoice(address)
  const pools = address.servers.map((server) => openPool(server, size))
  const connections = new WeakMap<pg.PoolClient, Connection>()
  const toName = createStatementNames()
  const needsWriter = address.sessionAttrs === 'read-write' || address.sessionAttrs === 'primary'

  return {
    connect: () =>
      choose(async ({ index, server, requireSuitable }) => {
        const client = await requirePool(pools, index).connect()
        const known = connections.get(client)
        if (known) return known
        const deadline = setTimeout(() => void client.end(), CONNECT_TIMEOUT_MS)
        try {
          const pid = await startSession(client, isPatient ? 0 : STATEMENT_TIMEOUT_MS)
          await requireSuitable(client)
          const timeouts = isPatient ? undefined : { answerTimeoutMs, silenceMs }
          const connection = toConnection(client, { server, pid, toName, needsWriter, timeouts })
          connections.set(client, connection)
          return connection
        } catch (error) {
          client.release(true)
          throw error
        } finally {
          clearTimeout(deadline)
        }
      }),
    end: async () => void (await Promise.all(pools.map((pool) => pool.end()))),
  }
}

function openPool(server: string, size: number): pg.Pool {
  const types = new pg.TypeOverrides()
  for (const [oid, parse] of Object.entries(COLUMN_PARSERS)) types.setTypeParser(Number(oid), parse)
  const pool = new pg.Pool({
    connectionString: server,
    max: size,
    types,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'mcp-registry',
  })
  // A connection that breaks is replaced when the next one is needed, and whoever uses it gets the error of the query. Without a
  // listener of its own, for idle ones on the pool, for others on themselves, the event would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => void client.on('error', () => {}))
  return pool
}

function requirePool(pools: readonly pg.Pool[], index: number): pg.Pool {
  const pool = pools[index]
  if (pool === undefined) throw new RangeError(`there is no server ${index}`)
  return pool
}

/** Returns the process id of the backend. */
async function startSession(client: pg.PoolClient, statementTimeoutMs: number): Promise<number> {
  // Settings by statement and not as start-up options, which connection poolers refuse.
  await client.query(`set time zone 'UTC'; set jit = off; set statement_timeout = ${statementTimeoutMs}`)
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  return rows[0]?.pid ?? 0
}

interface ConnectionOptions {
  readonly server: string
  readonly pid: number
  readonly toName: (text: string) => string | undefined
  /** Whether a server that refuses to write is of no use. */
  readonly needsWriter: boolean
  readonly timeouts: { readonly answerTimeoutMs: number; readonly silenceMs: number } | undefined
}

const READ_ONLY_TRANSACTION = '25006'

function toConnection(client: pg.PoolClient, options: ConnectionOptions): Connection {
  const { server, pid, toName, needsWriter, timeouts } = options
  let isWaiting = false
  let isInTransaction = false
  let isUnfit = false
  // Of the statement that was sent last.
  let number = 0
  // To end a connection that waits for an answer is to hang up, and the statement fails.
  const hangUp = () => void (isWaiting && client.end())
  const answerTimer = timeouts && setTimeout(hangUp, timeouts.answerTimeoutMs).unref()
  // A transaction is given the whole time: what it has done would be lost.
  const silenceTimer = timeouts && setTimeout(() => void (isInTransaction || checkSilence()), timeouts.silenceMs).unref()

  async function checkSilence(): Promise<void> {
    if (!isWaiting) return
    const asked = number
    const isBusy = await isBackendBusy(server, pid)
    if (number !== asked) return
    if (isBusy) silenceTimer?.refresh()
    else hangUp()
  }

  return {
    query(sql, parameters) {
      isWaiting = true
      number++
      isInTransaction = isTransactionOpen(sql, isInTransaction)
      answerTimer?.refresh()
      silenceTimer?.refresh()
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
