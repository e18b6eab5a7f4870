import { findCode } from '@mcp-registry/contract'
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely'
import { type ConnectionCounts, type ConnectionPool, createConnectionPool } from './connection-pool.js'
import type { Database } from './database.js'
import { requireDatabaseUrl } from './database-url.js'
import { explainStorageError } from './explain-storage-error.js'
import { createListener, type ListenHandlers, type Subscription } from './listen.js'
import { migrate } from './migrate.js'
import type { LockOptions } from './lock-data-dir.js'
import { type OpenPglite, openPglite, openPgliteInMemory } from './open-pglite.js'
import { createPgliteSource } from './pglite-source.js'
import { createPostgresSource, type PostgresOptions } from './postgres-source.js'
import { toConstraint } from './translate-database-error.js'

/** Where the registry keeps its data: a PostgreSQL server, or PostgreSQL inside this process. */
export type DatabaseConfig =
  | { readonly kind: 'postgres'; readonly url: string; readonly poolSize?: number }
  | { readonly kind: 'embedded'; /** A folder, or `memory`. */ readonly dataDir: string }

export type Engine = 'postgres' | 'pglite'

export interface Store {
  readonly engine: Engine
  readonly db: Kysely<Database>
  /**
   * Runs `fn` in a transaction, and again if the transaction conflicted with another one. So `fn` must only read and write through `tx`.
   * Using `db` instead would deadlock on PGlite. `committed` is called before the listeners.
   */
  transaction<T>(fn: (tx: Transaction<Database>) => Promise<T>, committed?: () => void): Promise<T>
  /** Registers a listener that is called and awaited after every committed transaction. It must not throw. */
  onCommit(listener: () => Promise<void>): void
  /** Subscribes to changes made by other processes; the embedded engine has none. Rejects if the database is unavailable. */
  listen(handlers: ListenHandlers): Promise<Subscription>
  /** Rejects if the database does not answer, or if a write has failed on a full disk and there is still no space. */
  check(): Promise<void>
  /** The database connections of this process, except the one that listens for changes. */
  countConnections(): ConnectionCounts
  /** Brings the schema up to date. Safe to call from several processes at once. Returns the names of the applied migrations. */
  migrate(): Promise<readonly string[]>
  close(): Promise<void>
}

const DEFAULT_POOL_SIZE = 10

export interface OpenOptions extends Pick<LockOptions, 'notify'> {
  /** Disables the statement timeout, as commands may. */
  readonly noStatementTimeout?: boolean
}

/** Opens the database without touching its schema. Calls `notify` with the reason if this takes long. */
export async function openStore(config: DatabaseConfig, { noStatementTimeout, ...options }: OpenOptions = {}): Promise<Store> {
  if (config.kind === 'embedded') {
    const isInMemory = config.dataDir === 'memory'
    return createPgliteStore(await (isInMemory ? openPgliteInMemory() : openPglite(config.dataDir, options)))
  }
  const { url, poolSize: size = DEFAULT_POOL_SIZE } = config
  return {
    ...createPostgresStore(url, { size, ...(noStatementTimeout !== undefined && { noStatementTimeout }) }),
    migrate: () => migratePatiently(url),
  }
}

function createPostgresStore(url: string, options: PostgresOptions): Store {
  const pool = createConnectionPool(createPostgresSource(url, options), options.size)
  return createStore('postgres', pool, createListener(requireDatabaseUrl(url)))
}

// Building an index, or waiting for the migration of another process, may exceed the statement timeout.
async function migratePatiently(url: string): Promise<readonly string[]> {
  const store = createPostgresStore(url, { size: 2, noStatementTimeout: true })
  try {
    return await store.migrate()
  } finally {
    await store.close()
  }
}

/** Creates a store on an embedded engine that is already open. Closing the store closes the engine. */
export function createPgliteStore(pglite: OpenPglite): Store {
  const pool = createConnectionPool(createPgliteSource(pglite), 1)
  // No other process can have the database open.
  return createStore('pglite', pool, async () => ({ close: async () => {} }))
}

function createStore(engine: Engine, pool: ConnectionPool, listen: Store['listen']): Store {
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  const listeners: (() => Promise<void>)[] = []
  return {
    engine,
    db,
    async transaction(fn, committed) {
      const result = await withRetries(() => db.transaction().execute(fn))
      committed?.()
      await Promise.all(listeners.map((listener) => listener()))
      return result
    },
    onCommit: (listener) => void listeners.push(listener),
    listen,
    async check() {
      await sql`select 1`.execute(db)
      if (pool.fullDisk === undefined) return
      await requireRoom(db)
      pool.fullDisk = undefined
    },
    countConnections: () => pool.count(),
    async migrate() {
      try {
        return await migrate(db)
      } catch (error) {
        throw explainStorageError(error)
      }
    },
    async close() {
      await db.destroy()
      // Kysely does not end a pool that it has not used.
      await pool.end()
    },
  }
}

/** Briefly allocates disk space, both for a table and in the WAL. */
async function requireRoom(db: Kysely<Database>): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`
      create temporary table room on commit drop as
      select repeat('x', 1000) as filler from generate_series(1, 256)`.execute(tx)
  })
}

// serialization_failure and deadlock_detected: the transaction should be retried.
const RETRY_STATES = new Set(['40001', '40P01'])
// A publish and an import that write the same name concurrently: the second attempt sees the row of the other and acts on it.
const RETRY_CONSTRAINTS = new Set(['versions_pkey', 'versions_one_latest'])
const MAX_ATTEMPTS = 5

async function withRetries<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !isWorthRetrying(error)) throw error
    }
  }
}

function isWorthRetrying(error: unknown): boolean {
  return RETRY_STATES.has(findCode(error) ?? '') || RETRY_CONSTRAINTS.has(toConstraint(error) ?? '')
}
