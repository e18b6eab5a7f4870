import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { inject } from 'vitest'
import { openPgliteInMemory } from '../../src/store/open-pglite.js'
import { createPgliteStore, openStore, type Store } from '../../src/store/open-store.js'
import { toLocaleClause } from './database-locale.js'
import { readContents, readSchemaDigest, restoreContents, type TableContents } from './table-contents.js'
import './provided.js'

export interface TestStore extends Store, AsyncDisposable {
  /** Of the database on PostgreSQL, for a second store or process on the same data; undefined on PGlite. */
  readonly url: string | undefined
}

/** An empty, migrated store of its own on the engine of the vitest project. Use it with `await using`. */
export function openTestStore(): Promise<TestStore> {
  const database = inject('database')
  return database.engine === 'postgres' ? openOnPostgres(database) : openOnPglite(database.snapshot)
}

/** The same in a database of that locale, such as `tr-TR`; only on PostgreSQL, since the embedded engine knows none. */
export async function openLocalizedStore(locale: string): Promise<TestStore> {
  const database = inject('database')
  if (database.engine !== 'postgres') throw new Error('The embedded engine has no locales.')
  const store = await openOnPostgres(database, toLocaleClause(locale))
  await store.migrate()
  return store
}

/** A database that the stores of a worker take over from each other: emptying one takes a fraction of the time of creating one. */
interface TestDatabase {
  readonly url: string
  readonly admin: Store
  readonly schema: string
  readonly contents: TableContents
}

const idleDatabases: TestDatabase[] = []

async function openOnPostgres(database: { url: string; template: string }, from?: string): Promise<TestStore> {
  const own = (from === undefined ? idleDatabases.pop() : undefined) ?? (await createDatabase(database, from))
  const store = await openStore({ kind: 'postgres', url: own.url, poolSize: 20 })
  let isOpen = true
  const close = async () => {
    await store.close()
    if (!isOpen) return
    isOpen = false
    if (from === undefined && (await empty(own))) idleDatabases.push(own)
    else await dropDatabase(database.url, own)
  }
  return { ...store, url: own.url, close, [Symbol.asyncDispose]: close }
}

async function createDatabase({ url, template }: { url: string; template: string }, from?: string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await runAsAdmin(url, `create database ${name} ${from ?? `template ${template}`}`)
  const own = new URL(url)
  own.pathname = `/${name}`
  const admin = await openStore({ kind: 'postgres', url: own.href, poolSize: 1 })
  return { url: own.href, admin, schema: await readSchemaDigest(admin.db), contents: await readContents(admin.db) }
}

/** Whether the database is as it was when it was created: not after a test of migrations, or one that has stopped the server. */
async function empty({ admin: { db }, schema, contents }: TestDatabase): Promise<boolean> {
  try {
    // Of processes and stores that the test has left behind.
    await sql`
      select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(db)
    if ((await readSchemaDigest(db)) !== schema) return false
    await restoreContents(db, contents)
    return true
  } catch {
    return false
  }
}

async function dropDatabase(url: string, { admin, url: own }: TestDatabase): Promise<void> {
  await admin.close()
  await runAsAdmin(url, `drop database if exists ${new URL(own).pathname.slice(1)} with (force)`)
}

async function runAsAdmin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

// Loading a data folder takes most of a second, emptying a loaded one does not: the stores of a worker take over from each other.
const idle: LoadedFolder[] = []

interface LoadedFolder {
  readonly store: Store
  readonly schema: string
  readonly contents: TableContents
}

async function openOnPglite(snapshot: string): Promise<TestStore> {
  const own = idle.pop() ?? (await loadPglite(snapshot))
  let isOpen = true
  const close = async () => {
    if (!isOpen) return
    isOpen = false
    if (await isMigrated(own)) {
      await restoreContents(own.store.db, own.contents)
      idle.push(own)
    } else await own.store.close()
  }
  return { ...own.store, url: undefined, close, [Symbol.asyncDispose]: close }
}

async function loadPglite(snapshot: string): Promise<LoadedFolder> {
  const pglite = await openPgliteInMemory(new Blob([new Uint8Array(await readFile(snapshot))]))
  const store = createPgliteStore(pglite)
  return { store, schema: await readSchemaDigest(store.db), contents: await readContents(store.db) }
}

/** Not after a test of migrations. */
async function isMigrated({ store: { db }, schema }: LoadedFolder): Promise<boolean> {
  return (await readSchemaDigest(db)) === schema
}
