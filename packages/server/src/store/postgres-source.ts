import pg from 'pg'
import { COLUMN_PARSERS } from './column-types.js'
import type { Connection, ConnectionSource } from './connection-pool.js'
import { requireDatabaseUrl } from './database-url.js'
import { toConnection } from './postgres-connection.js'
import { createStatementNames } from './prepared.js'
import { createServerChoice } from './server-choice.js'

const CONNECT_TIMEOUT_MS = 1_000
const STATEMENT_TIMEOUT_MS = 10_000
// Longer than the server's own timeout: it only bounds the wait for a server that no longer responds.
const ANSWER_TIMEOUT_MS = 15_000
// After this time without a response, the connection checks whether the server is executing the statement. The check takes at most a
// second.
const SILENCE_MS = 1_000

export interface PostgresOptions {
  readonly size: number
  /** Disables the statement timeout. */
  readonly noStatementTimeout?: boolean
  readonly answerTimeoutMs?: number
  readonly silenceMs?: number
}

/** Connections to a PostgreSQL server, or to the first suitable one of several. */
export function createPostgresSource(
  url: string,
  { size, noStatementTimeout = false, answerTimeoutMs = ANSWER_TIMEOUT_MS, silenceMs = SILENCE_MS }: PostgresOptions,
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
          const pid = await startSession(client, noStatementTimeout ? 0 : STATEMENT_TIMEOUT_MS)
          await requireSuitable(client)
          const timeouts = noStatementTimeout ? undefined : { answerTimeoutMs, silenceMs }
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
    countOpen: () => pools.reduce((sum, pool) => sum + pool.totalCount, 0),
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
  // A broken connection is replaced when the next one is needed, and its user gets the error from the query. Without a listener, on the
  // pool for idle clients and on each client for the others, the 'error' event would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => void client.on('error', () => {}))
  return pool
}

function requirePool(pools: readonly pg.Pool[], index: number): pg.Pool {
  const pool = pools[index]
  if (pool === undefined) throw new RangeError(`there is no server ${index}`)
  return pool
}

/** Returns the process id of the backend, or undefined behind a connection pooler, which may switch backends. */
async function startSession(client: PidClient, statementTimeoutMs: number): Promise<number | undefined> {
  // Set by a statement rather than by startup options, which connection poolers reject.
  await client.query(`set time zone 'UTC'; set jit = off; set statement_timeout = ${statementTimeoutMs}`)
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const pid = rows[0]?.pid
  return pid === client.processID ? pid : undefined
}

// The driver's types omit the process id that the server sends when a connection is established.
type PidClient = pg.PoolClient & { readonly processID?: number | null }
