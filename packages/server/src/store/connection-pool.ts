import { RegistryError } from '@mcp-registry/contract'
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import { createSemaphore } from './semaphore.js'
import { isStorageFull, translateDatabaseError } from './translate-database-error.js'

/** The subset of a connection that the store needs. */
export interface Connection {
  query(sql: string, parameters: unknown[]): Promise<{ rows: unknown[]; rowCount: number; command: string }>
  release(): void
}

export interface ConnectionSource {
  /**
   * Checks out a connection for exclusive use until it is released. Kysely identifies a connection by its object, so each has exactly one.
   */
  connect(): Promise<Connection>
  /** The number of open connections, including idle ones. */
  countOpen(): number
  end(): Promise<void>
}

export interface ConnectionPool extends PostgresPool {
  /** The error of the last statement that failed because the disk was full, until it is reset. */
  fullDisk: unknown
  count(): ConnectionCounts
}

export interface ConnectionCounts {
  /** Connections in use, including those being opened. */
  readonly inUse: number
  readonly idle: number
  /** Statements and transactions waiting for a connection. */
  readonly waiting: number
}

const MAX_WAIT_MS = 10_000

/**
 * A pool for Kysely's PostgreSQL dialect. At most `size` connections are checked out at once. Only here do the errors of an unreachable
 * database become `database-unavailable`. Callers queue here rather than in pg's pool, whose only timeout would count the time in the queue
 * as connect time.
 */
export function createConnectionPool(source: ConnectionSource, size: number): ConnectionPool {
  const places = createSemaphore(size, MAX_WAIT_MS)
  const clients = new WeakMap<Connection, Client>()
  let ended: Promise<void> | undefined
  const pool: ConnectionPool = {
    fullDisk: undefined,
    async connect() {
      const release = await places.acquire()
      try {
        const connection = await source.connect()
        const client = clients.get(connection) ?? toClient(connection, note)
        clients.set(connection, client)
        client.releasePlace = release
        return client
      } catch (error) {
        release()
        note(error)
        throw translateDatabaseError(error)
      }
    },
    count() {
      const { taken, waiting } = places.count()
      return { inUse: taken, idle: Math.max(0, source.countOpen() - taken), waiting }
    },
    end: () => (ended ??= source.end()),
  }
  function note(error: unknown): void {
    if (isStorageFull(error)) pool.fullDisk = error
  }
  return pool
}

const NUL_REFUSAL = 'The request contains U+0000, which no name, version or text of a registry contains. Remove it.'

function holdsNul(parameter: unknown): boolean {
  if (typeof parameter === 'string') return parameter.includes('\0')
  return Array.isArray(parameter) && parameter.some(holdsNul)
}

interface Client extends PostgresPoolClient {
  releasePlace: () => void
}

function toClient(connection: Connection, note: (error: unknown) => void): Client {
  async function query<R>(sql: unknown, parameters: readonly unknown[] = []): Promise<PostgresQueryResult<R>> {
    // Checked here, where all parameters pass through: client input is searched for, stored and recorded in many places.
    if (parameters.some(holdsNul)) throw new RegistryError('invalid-parameter', NUL_REFUSAL)
    try {
      return (await connection.query(String(sql), [...parameters])) as PostgresQueryResult<R>
    } catch (error) {
      note(error)
      throw translateDatabaseError(error)
    }
  }
  return {
    // The interface also has an overload for cursors, which the store does not use.
    query: query as PostgresPoolClient['query'],
    releasePlace: () => {},
    release() {
      const { releasePlace } = this
      connection.release()
      releasePlace()
    },
  }
}
