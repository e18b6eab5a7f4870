import pg from 'pg'
import { COLUMN_PARSERS } from './column-types.js'
import type { ConnectionSource } from './connection-pool.js'

const CONNECT_TIMEOUT_MS = 1_000
const STATEMENT_TIMEOUT_MS = 10_000
// Later than the server's own timeout: it only ends the wait for a server that no longer answers at all.
const ANSWER_TIMEOUT_MS = 15_000

export interface PostgresOptions {
  readonly size: number
  /** Whether statements may take as long as they like. */
  readonly isPatient?: boolean
}

/** Connections to a PostgreSQL server. */
export function createPostgresSource(url: string, { size, isPatient = false }: PostgresOptions): ConnectionSource {
  const types = new pg.TypeOverrides()
  for (const [oid, parse] of Object.entries(COLUMN_PARSERS)) types.setTypeParser(Number(oid), parse)
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    types,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    ...(!isPatient && { query_timeout: ANSWER_TIMEOUT_MS }),
    keepAlive: true,
    application_name: 'mcp-registry',
  })
  // A connection that breaks is replaced when the next one is needed, and whoever uses it gets the error of the query. Without a
  // listener of its own, for idle ones on the pool, for others on themselves, the event would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => void client.on('error', () => {}))
  const prepared = new WeakSet<pg.PoolClient>()

  return {
    async connect() {
      const client = await pool.connect()
      try {
        if (!prepared.has(client)) {
          // Settings by statement and not as start-up options, which connection poolers refuse.
          await client.query(
            `set time zone 'UTC'; set jit = off; set statement_timeout = ${isPatient ? 0 : STATEMENT_TIMEOUT_MS}`,
          )
          prepared.add(client)
        }
      } catch (error) {
        client.release(true)
        throw error
      }
      return {
        async query(sql, parameters) {
          const { rows, rowCount, command } = await client.query<Record<string, unknown>>(sql, parameters)
          return { rows, rowCount: rowCount ?? 0, command }
        },
        release: () => client.release(),
      }
    },
    end: () => pool.end(),
  }
}
