import DataLoader from 'dataloader'
import { CompiledQuery, type QueryExecutorProvider } from 'kysely'
import type { VersionsTable } from '../../store/database.js'
import { PREPARED } from '../../store/prepared.js'
import { isStorableText } from '../../store/storable-text.js'

export type VersionRow = Pick<VersionsTable, 'name' | 'version' | 'document' | 'meta' | 'status' | 'is_latest'>

/** One version under exactly this name, deleted or not; `latest` is the one that carries the flag. */
export async function findVersion(db: QueryExecutorProvider, name: string, version: string): Promise<VersionRow | undefined> {
  if (!isStorableText(name) || !isStorableText(version)) return undefined
  return toLoader(db).load({ name, version })
}

interface Key {
  readonly name: string
  readonly version: string
}

// Lookups in the same turn of the event loop share one statement: the round trip to the database costs more than the query.
const loaders = new WeakMap<QueryExecutorProvider, DataLoader<Key, VersionRow | undefined>>()

function toLoader(db: QueryExecutorProvider): DataLoader<Key, VersionRow | undefined> {
  const found = loaders.get(db)
  if (found) return found
  const loader = new DataLoader<Key, VersionRow | undefined>((keys) => findVersionsOf(db, keys), {
    cache: false,
    maxBatchSize: MAX_BATCH,
    batchScheduleFn: setImmediate,
  })
  loaders.set(db, loader)
  return loader
}

const MAX_BATCH = 50

async function findVersionsOf(db: QueryExecutorProvider, keys: readonly Key[]): Promise<(VersionRow | undefined)[]> {
  const names = keys.map(({ name }) => name)
  const versions = keys.map(({ version }) => version)
  const { rows } = await db.getExecutor().executeQuery<VersionRow & { nth: number }>(CompiledQuery.raw(QUERY, [names, versions]))
  const found = new Map(rows.map((row) => [row.nth, row]))
  return keys.map((_, nth) => found.get(nth + 1))
}

const QUERY = `${PREPARED}
  select nth, found.* from unnest($1::text[], $2::text[]) with ordinality as wanted (name, version, nth)
  cross join lateral (
    select name, version, document, meta, status, is_latest from versions
    where name = wanted.name and version = wanted.version and wanted.version <> 'latest'
    union all
    select name, version, document, meta, status, is_latest from versions
    where name = wanted.name and is_latest and wanted.version = 'latest'
  ) as found`
