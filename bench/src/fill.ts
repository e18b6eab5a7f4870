import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importInto } from '@mcp-registry/testkit/start-registry'
import { queryPostgres } from './query-postgres.js'
import type { EngineName } from './row.js'
import { writeDataSet } from './write-data-set.js'

export interface Filled extends AsyncDisposable {
  readonly storage: readonly string[]
  /** Missing on PGlite. */
  readonly databaseUrl: string | undefined
  readonly folder: string
  /** Missing if the database was already filled. */
  readonly importSeconds: number | undefined
}

export interface FillOptions {
  readonly engine: EngineName
  readonly versions: number
  readonly listing: string | undefined
  /** The URL of a database on the PostgreSQL server. */
  readonly urlOf: (database: string) => string
}

/** Creates a database with the given number of versions. An existing database of that name is reused. */
export async function fill({ engine, versions, listing, urlOf }: FillOptions): Promise<Filled> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'))
  const database = `bench_${versions}`
  const databaseUrl = engine === 'PGlite' ? undefined : urlOf(database)
  const storage = databaseUrl === undefined ? ['--data-dir', join(folder, 'data')] : ['--database-url', databaseUrl]
  let importSeconds: number | undefined
  if (engine === 'PGlite' || (await createDatabase(urlOf('postgres'), database))) {
    const path = join(folder, 'entries.ndjson')
    await writeDataSet({ versions, path, ...(listing !== undefined && { listing }) })
    importSeconds = await importInto(storage, path)
    await rm(path)
    // The work that autovacuum and the checkpointer would do in the minutes after a bulk import.
    if (engine === 'PostgreSQL') await queryPostgres(urlOf(database), 'vacuum (analyze)', 'checkpoint')
  }
  return {
    storage,
    databaseUrl,
    folder,
    importSeconds,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

async function createDatabase(url: string, database: string): Promise<boolean> {
  const rows = await queryPostgres(url, `select 1 from pg_database where datname = '${database}'`)
  if (rows.length > 0) return false
  await queryPostgres(url, `create database ${database}`)
  return true
}
