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
import { toConstraint, toSqlState } from './translate-database-error.js'

/** Where the registry keeps its data: a PostgreSQL server, or PostgreSQL inside this process. */
export type DatabaseConfig =
  | { readonly kind: 'postgres'; readonly url: string; readonly poolSize?: number }
  | { readonly kind: 'embedded'; /** A folder, or `memory`. */ readonly dataDir: string }

export type Engine = 'postgres' | 'pglite'

export interface Store {
  readonly engine: Engine
  readonly db: Kysely<Database>
  /**
   * Runs `fn` in a transaction, again when the database broke it off in favour of another one; so `fn` does nothing but read and write
   * through `tx`. With `db` instead of `tx` it would wait for itself on PGlite. `committed` is called before the listeners are.
   */
  transaction<T>(fn: (tx: Transaction<Database>) => Promise<T>, committed?: () => void): Promise<T>
  /** Has `listener` called, and waited for, after every transaction that committed. It must not throw. */
  onCommit(listener: () => Promise<void>): void
  /** Tells of changes that other processes made; on the embedded engine there are none. Rejects when the database is away. */
  listen(handlers: ListenHandlers): Promise<Subscription>
  /** Rejects when the database does not answer, or had no room for something that was written and still has none. */
  check(): Promise<void>
  /** How many connections of this process there are to the database, but the one that listens for changes. */
  countConnections(): ConnectionCounts
  /** Brings the schema up to date; safe to call from several processes at once. Returns the names of what was applied. */
  migrate(): Promise<readonly string[]>
  close(): Promise<void>
}

const DEFAULT_POOL_SIZE = 10

export interface OpenOptions extends Pick<LockOptions, 'notify'> {
  /** Whether statements may take as long as they like, as those of commands may. */
  readonly noStatementTimeout?: boolean
}

/** Opens the database without touching its schema. `notify` hears why it takes long. */
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

// Building an index, or waiting for another process's migration, takes longer than a query may.
async function migratePatiently(url: string): Promise<readonly string[]> {
  const store = createPostgresStore(url, { size: 2, noStatementTimeout: true })
  try {
    return await store.migrate()
  } finally {
    await store.close()
  }
}

/** A store on an embedded engine that is open already, which it closes with itself. */
export function createPgliteStore(pglite: OpenPglite): Store {
  const pool = createConnectionPool(createPgliteSource(pglite), 1)
  // No other process can have it open.
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

/** Takes some room, for a moment, where tables are and in the log. */
async function requireRoom(db: Kysely<Database>): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`
      create temporary table room on commit drop as
      select repeat('x', 1000) as filler from generate_series(1, 256)`.execute(tx)
  })
}

// Serialization failure and deadlock: the database asks for the transaction to be tried again.
const RETRY_STATES = new Set(['40001', '40P01'])
// A publish and an import that write the same name at once: the second attempt sees what the other one wrote and decides by it.
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
  return RETRY_STATES.has(toSqlState(error) ?? '') || RETRY_CONSTRAINTS.has(toConstraint(error) ?? '')
}
