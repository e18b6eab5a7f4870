import { CompiledQuery, type QueryExecutorProvider } from 'kysely'
import { type EntryKey, START } from './key-range.js'
import type { VersionsTable } from '../store/database.js'
import { PREPARED } from '../store/prepared.js'
import type { ListFilters } from './cursor.js'
import { ENTRY_SQL, type PageRow } from './to-entry.js'

/** The lists without further filters, and the SQL condition of each. */
const PLAIN_LISTS = {
  all: 'true',
  shown: "status <> 'deleted'",
  latest: 'is_latest',
  'shown-latest': "is_latest and status <> 'deleted'",
} as const

export type PlainList = keyof typeof PLAIN_LISTS

/** Returns the plain list that the filters select; undefined if they select only a part of one. */
export function findPlainList({ search, version, updatedSince, includeDeleted = false }: ListFilters): PlainList | undefined {
  if (search !== undefined || updatedSince !== undefined) return undefined
  if (version === undefined) return includeDeleted ? 'all' : 'shown'
  if (version === 'latest') return includeDeleted ? 'latest' : 'shown-latest'
  return undefined
}

/** The plain lists that contain the version. */
export function listPlainLists({ status, is_latest }: Pick<VersionsTable, 'status' | 'is_latest'>): ReadonlySet<PlainList> {
  const isShown = status !== 'deleted'
  return new Set<PlainList>([
    'all',
    ...(isShown ? (['shown'] as const) : []),
    ...(is_latest ? (['latest'] as const) : []),
    ...(isShown && is_latest ? (['shown-latest'] as const) : []),
  ])
}

/**
 * Returns the next versions of the list, in byte order of name and version. The statement is raw SQL, since it is the most frequent of all.
 */
export async function findPlainPage(
  db: QueryExecutorProvider,
  list: PlainList,
  { after = START, limit }: { readonly after?: EntryKey | undefined; readonly limit: number },
): Promise<PageRow[]> {
  const text = `${PREPARED} select name, version, ${ENTRY_SQL} as entry from versions
    where (name, version) > ($1, $2) and ${PLAIN_LISTS[list]} order by name, version limit ${limit}`
  return (await db.getExecutor().executeQuery<PageRow>(CompiledQuery.raw(text, [after.name, after.version]))).rows
}
