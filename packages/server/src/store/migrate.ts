import { type Kysely, Migrator, sql } from 'kysely'
import type { Database } from './database.js'
import { MIGRATIONS } from './migrations.js'
import { StorageError } from './storage-error.js'

/**
 * Applies the pending migrations, up to and including `last`, under a lock that serializes concurrent starts. Returns the names of the
 * applied migrations.
 */
export async function migrate(db: Kysely<Database>, last?: string): Promise<readonly string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } })
  await refuseNewerDatabase(db)
  const { error, results = [] } = await (last === undefined ? migrator.migrateToLatest() : migrator.migrateTo(last))
  if (error instanceof Error) throw error
  if (error !== undefined) throw new Error('The database could not be migrated', { cause: error })
  return results.map((result) => result.migrationName)
}

async function refuseNewerDatabase(db: Kysely<Database>): Promise<void> {
  const { rows: tables } = await sql<{ found: boolean }>`select to_regclass('kysely_migration') is not null as found`.execute(db)
  if (tables[0]?.found !== true) return
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  const unknown = rows.filter(({ name }) => !Object.hasOwn(MIGRATIONS, name))
  if (unknown.length === 0) return
  const names = unknown.map(({ name }) => name).join(', ')
  throw new StorageError(
    `The database is newer than this version of the registry, which does not know its migration ${names}. Update the registry.`,
  )
}
