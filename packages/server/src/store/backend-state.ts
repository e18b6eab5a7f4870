import pg from 'pg'
import { isSqlState, toSqlState } from './translate-database-error.js'

const PROBE_TIMEOUT_MS = 1_000

/**
 * Asks a server over another connection whether the backend of that process id is at work. False when the server does not answer, or the
 * backend is idle: what was sent to it has not arrived. Without a process id, whether the server answers.
 */
export async function isBackendWorking(server: string, pid: number | undefined): Promise<boolean> {
  const client = new pg.Client({
    connectionString: server,
    connectionTimeoutMillis: PROBE_TIMEOUT_MS,
    query_timeout: PROBE_TIMEOUT_MS,
    application_name: 'mcp-registry-probe',
  })
  client.on('error', () => {})
  try {
    await client.connect()
    if (pid === undefined) {
      await client.query('select')
      return true
    }
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
