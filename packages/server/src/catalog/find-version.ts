import { CompiledQuery, type Kysely } from 'kysely'
import type { Database, VersionsTable } from '../store/database.js'

export type VersionRow = Pick<VersionsTable, 'name' | 'version' | 'document' | 'meta' | 'status' | 'is_latest'>

/** One version under exactly this name, deleted or not; `latest` is the one that carries the flag. */
export async function findVersion(db: Kysely<Database>, name: string, version: string): Promise<VersionRow | undefined> {
  if (name.includes('\0') || version.includes('\0')) return undefined
  const query = version === 'latest' ? CompiledQuery.raw(LATEST, [name]) : CompiledQuery.raw(EXACT, [name, version])
  const { rows } = await db.executeQuery<VersionRow>(query)
  return rows[0]
}

// Asked for most often, and so written down instead of being built each time.
const SELECT = 'select name, version, document, meta, status, is_latest from versions where name = $1'
const EXACT = `${SELECT} and version = $2`
const LATEST = `${SELECT} and is_latest`
