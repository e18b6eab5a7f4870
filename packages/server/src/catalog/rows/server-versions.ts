import { foldServerName } from '@mcp-registry/contract'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database, VersionsTable } from '../../store/database.js'

/** The fields of a version that rules about all versions of a server need. Small, since a server may have thousands of versions. */
export interface VersionSummary {
  readonly name: string
  readonly version: string
  readonly publishedAt: string
  readonly status: VersionsTable['status']
  readonly isLatest: boolean
  readonly documentBytes: number
}

/** All versions under exactly this name. */
export function listSummaries(db: Kysely<Database>, name: string): Promise<VersionSummary[]> {
  return selectSummaries(db).where('name', '=', name).execute()
}

/** All versions of these servers, under any spelling of their names. */
export function listSummariesOf(db: Kysely<Database>, names: readonly string[]): Promise<VersionSummary[]> {
  const folded = [...new Set(names.map(foldServerName))]
  return selectSummaries(db)
    .where(sql<boolean>`folded_name = any(${folded}::text[])`)
    .execute()
}

function selectSummaries(db: Kysely<Database>) {
  return (
    db
      .selectFrom('versions')
      .select(['name', 'version', 'published_at as publishedAt', 'status', 'is_latest as isLatest'])
      // octet_length reads the length of a TOASTed document from the row, without fetching the document.
      .select(sql<number>`octet_length(document)`.as('documentBytes'))
  )
}

/**
 * The number of versions and the total size of the entries of these servers, under exactly these names. Servers without versions are
 * omitted.
 */
export async function listSizes(
  db: Kysely<Database>,
  names: readonly string[],
): Promise<{ name: string; versions: number; bytes: number }[]> {
  const { rows } = await sql<{ name: string; versions: number; bytes: number }>`
    select name, count(*) as versions, sum(octet_length(document) + octet_length(meta)) as bytes
    from versions where name = any(${[...new Set(names)]}::text[]) group by name`.execute(db)
  return rows
}

export interface VersionKey {
  readonly name: string
  readonly version: string
}

/** The key as a string, for maps and sets. */
export function toKeyText({ name, version }: VersionKey): string {
  return `${name}\0${version}`
}

/** The full rows of some versions, in byte order. */
export function listRows(tx: Transaction<Database>, name: string, versions: readonly string[]): Promise<VersionsTable[]> {
  return listRowsOf(
    tx,
    versions.map((version) => ({ name, version })),
  )
}

/** The full rows of some versions of several servers, in byte order. */
export async function listRowsOf(tx: Transaction<Database>, keys: readonly VersionKey[]): Promise<VersionsTable[]> {
  if (keys.length === 0) return []
  const names = keys.map(({ name }) => name)
  const versions = keys.map(({ version }) => version)
  return tx
    .selectFrom('versions')
    .selectAll()
    .where(sql<boolean>`(name, version) in (select * from unnest(${names}::text[], ${versions}::text[]))`)
    .orderBy('name')
    .orderBy('version')
    .execute()
}
