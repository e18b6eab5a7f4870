import pg from 'pg'
import { COLUMN_PARSERS } from './column-types.js'
import type { Connection, ConnectionSource } from './connection-pool.js'
import { createStatementNames } from './prepared.js'

const CONNECT_TIMEOUT_MS = 1_000
const STATEMENT_TIMEOUT_MS = 10_000
// Later than the server's own timeout: it only ends the wait for a server that no longer answers at all.
const ANSWER_TIMEOUT_MS = 15_000

export interface PostgresOptions {
  readonly size: number
  /** Whether statements may take as long as they like. */
  readonly isPatient?: boolean
  readonly answerTimeoutMs?: number
}

/** Connections to a PostgreSQL server. */
export function createPostgresSource(
  url: string,
  { size, isPatient = false, answerTimeoutMs = ANSWER_TIMEOUT_MS }: PostgresOptions,
): ConnectionSource {
  const types = new pg.TypeOverrides()
  for (const [oid, parse] of Object.entries(COLUMN_PARSERS)) types.setTypeParser(Number(oid), parse)
  const pool = new pg.Pool({
    connectionString: url,
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
  const connections = new WeakMap<pg.PoolClient, Connection>()
  const toName = createStatementNames()

  return {
    async connect() {
      const client = await pool.connect()
      try {
        const known = connections.get(client)
        if (known) return known
        // Settings by statement and not as start-up options, which connection poolers refuse.
        await client.query(`set time zone 'UTC'; set jit = off; set statement_timeout = ${isPatient ? 0 : STATEMENT_TIMEOUT_MS}`)
        const connection = toConnection(client, { toName, answerTimeoutMs: isPatient ? undefined : answerTimeoutMs })
        connections.set(client, connection)
        return connection
      } catch (error) {
        client.release(true)
        throw error
      }
    },
    end: () => pool.end(),
  }
}

interface ConnectionOptions {
  readonly toName: (text: string) => string | undefined
  readonly answerTimeoutMs: number | undefined
}

function toConnection(client: pg.PoolClient, { toName, answerTimeoutMs }: ConnectionOptions): Connection {
  let isWaiting = false
  // To end a connection that waits for an answer is to hang up, and the statement fails.
  const hangUp = () => void (isWaiting && client.end())
  const timer = answerTimeoutMs === undefined ? undefined : setTimeout(hangUp, answerTimeoutMs).unref()
  return {
    query(sql, parameters) {
      isWaiting = true
      timer?.refresh()
      const name = toName(sql)
      const statement = { ...(name !== undefined && { name }), text: sql, values: parameters }
      // A callback and a timer of our own: what the driver makes of promises and of `query_timeout` for each statement keeps its rows in
      // memory until a full collection of garbage, which halves the speed of reading pages.
      return new Promise((resolve, reject) => {
        client.query<Record<string, unknown>>(statement, (error, result) => {
          isWaiting = false
          // The driver's types have both always.
          if (error as Error | null) reject(error)
          else resolve({ rows: result.rows, rowCount: result.rowCount ?? 0, command: result.command })
        })
      })
    },
    release: () => client.release(),
  }
}
