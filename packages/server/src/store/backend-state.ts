import { findCode } from '@mcp-registry/contract'
import pg from 'pg'
import { isSqlState } from './translate-database-error.js'

const PROBE_TIMEOUT_MS = 1_000

/**
 * Checks over a second connection whether the backend with this process id is executing a statement. Returns false if the server does not
 * answer, or if the backend is idle and so has not received the statement. Without a process id, checks only whether the server answers.
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
    return isSqlState(findCode(error))
  } finally {
    // Not awaited: `end()` never resolves for a connection that was not established.
    client.end().catch(() => {})
  }
}
