import pg from 'pg'
import { isSqlState, toSqlState } from './translate-database-error.js'

const PROBE_TIMEOUT_MS = 1_000

/**
 * Asks a server over another connection whether it is working for the backend of that process id. False when the server does not answer,
 * or has nothing to do for the backend: what was sent to it has not arrived.
 */
export async function isBackendBusy(server: string, pid: number): Promise<boolean> {
  const client = new pg.Client({
    connectionString: server,
    connectionTimeoutMillis: PROBE_TIMEOUT_MS,
    query_timeout: PROBE_TIMEOUT_MS,
    application_name: 'mcp-registry-probe',
  })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rowCount } = await client.query(`select from pg_stat_activity where pid = $1 and state <> 'idle'`, [pid])
    return rowCount === 1
  } catch (error) {
    // A server that refuses the connection, since it has too many, is alive.
    return isSqlState(toSqlState(error))
  } finally {
    // Not waited for: the end of a connection that was never made does not come.
    client.end().catch(() => {})
  }
}
