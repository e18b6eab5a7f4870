import { RegistryError } from '@mcp-registry/contract'
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import { createSemaphore } from './semaphore.js'
import { isStorageFull, translateDatabaseError } from './translate-database-error.js'

/** One connection, as little of it as the store needs. */
export interface Connection {
  query(sql: string, parameters: unknown[]): Promise<{ rows: unknown[]; rowCount: number; command: string }>
  release(): void
}

export interface ConnectionSource {
  /** A connection that is in nobody else's hands until it is released; each has one object, by which Kysely knows it. */
  connect(): Promise<Connection>
  /** How many connections are open, idle ones included. */
  countOpen(): number
  end(): Promise<void>
}

export interface ConnectionPool extends PostgresPool {
  /** The last statement, if any, that failed for lack of room on the disk; until it is taken away. */
  fullDisk: unknown
  count(): ConnectionCounts
}

export interface ConnectionCounts {
  /** Connections at work, or being opened for it. */
  readonly inUse: number
  readonly idle: number
  /** Statements and transactions that wait for a connection. */
  readonly waiting: number
}

const MAX_WAIT_MS = 10_000

/**
 * A pool for Kysely's PostgreSQL dialect: at most `size` connections are out at once, and this is the one place where the errors of
 * an absent database become `database-unavailable`. The waiting is done here, not in pg's pool, whose only timeout would count the
 * time in line as time to connect.
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

const NUL_REFUSAL =
  'The request holds the character U+0000, which is part of no name, version or text of a registry. Leave it out.'

function holdsNul(parameter: unknown): boolean {
  if (typeof parameter === 'string') return parameter.includes('\0')
  return Array.isArray(parameter) && parameter.some(holdsNul)
}

interface Client extends PostgresPoolClient {
  releasePlace: () => void
}

function toClient(connection: Connection, note: (error: unknown) => void): Client {
  async function query<R>(sql: unknown, parameters: readonly unknown[] = []): Promise<PostgresQueryResult<R>> {
    // The one gate for every text: what a client sent is looked for, written and recorded in many places.
    if (parameters.some(holdsNul)) throw new RegistryError('invalid-parameter', NUL_REFUSAL)
    try {
      return (await connection.query(String(sql), [...parameters])) as PostgresQueryResult<R>
    } catch (error) {
      note(error)
      throw translateDatabaseError(error)
    }
  }
  return {
    // The interface also has a form for cursors, which the store does not use.
    query: query as PostgresPoolClient['query'],
    releasePlace: () => {},
    release() {
      const { releasePlace } = this
      connection.release()
      releasePlace()
    },
  }
}
