import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { inject } from 'vitest'
import { openPgliteInMemory } from '../../src/store/open-pglite.js'
import { createPgliteStore, openStore, type Store } from '../../src/store/open-store.js'
import { toLocaleClause } from './database-locale.js'
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

async function openOnPostgres({ url, template }: { url: string; template: string }, from?: string): Promise<TestStore> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await runAsAdmin(url, `create database ${name} ${from ?? `template ${template}`}`)
  const own = new URL(url)
  own.pathname = `/${name}`
  const store = await openStore({ kind: 'postgres', url: own.href, poolSize: 20 })
  const close = async () => {
    await store.close()
    await runAsAdmin(url, `drop database if exists ${name} with (force)`)
  }
  return { ...store, url: own.href, close, [Symbol.asyncDispose]: close }
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

// Loading a data folder takes most of a second, emptying a loaded one does not: the stores of one test file take over from each other.
const idle: { store: Store; empty: () => Promise<void> }[] = []

async function openOnPglite(snapshot: string): Promise<TestStore> {
  const { store, empty } = idle.pop() ?? (await loadPglite(snapshot))
  let isOpen = true
  const close = async () => {
    if (!isOpen) return
    isOpen = false
    await empty()
    idle.push({ store, empty })
  }
  return { ...store, url: undefined, close, [Symbol.asyncDispose]: close }
}

async function loadPglite(snapshot: string): Promise<{ store: Store; empty: () => Promise<void> }> {
  const pglite = await openPgliteInMemory(new Blob([new Uint8Array(await readFile(snapshot))]))
  const store = createPgliteStore(pglite)
  return { store, empty: await rememberContent(store) }
}

/** What brings every table back to what it holds now: what the migrations put there. */
async function rememberContent({ db }: Store): Promise<() => Promise<void>> {
  const tables = await db.introspection.getTables()
  const names = tables.filter(({ isView }) => !isView).map(({ name }) => name)
  const contents = await Promise.all(
    names.map(async (name) => {
      const { rows } = await sql<{ content: string | null }>`
        select json_agg(t)::text as content from ${sql.table(name)} t`.execute(db)
      return { name, content: rows[0]?.content }
    }),
  )
  return () =>
    db.transaction().execute(async (tx) => {
      await sql`truncate ${sql.join(names.map((name) => sql.table(name)))} restart identity cascade`.execute(tx)
      for (const { name, content } of contents) {
        if (typeof content !== 'string') continue
        await sql`
          insert into ${sql.table(name)}
          select * from json_populate_recordset(null::${sql.table(name)}, ${content}::json)`.execute(tx)
      }
    })
}
