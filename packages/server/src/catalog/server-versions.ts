import { foldServerName } from '@mcp-registry/contract'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database, VersionsTable } from '../store/database.js'

/** A version as far as the rules about all versions of a server need it: there may be thousands. */
export interface VersionSummary {
  readonly name: string
  readonly version: string
  readonly publishedAt: string
  readonly status: VersionsTable['status']
  readonly isLatest: boolean
}

/** Every version of the server, under any spelling of its name. */
export function listSummaries(db: Kysely<Database>, name: string): Promise<VersionSummary[]> {
  return db
    .selectFrom('versions')
    .select(['name', 'version', 'published_at as publishedAt', 'status', 'is_latest as isLatest'])
    .where('folded_name', '=', foldServerName(name))
    .execute()
}

/** The whole rows of some versions, in byte order. */
export async function listRows(tx: Transaction<Database>, name: string, versions: readonly string[]): Promise<VersionsTable[]> {
  if (versions.length === 0) return []
  return tx
    .selectFrom('versions')
    .selectAll()
    .where('name', '=', name)
    .where(sql<boolean>`version = any(${versions}::text[])`)
    .orderBy('version')
    .execute()
}
