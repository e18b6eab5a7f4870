import type { VersionsTable } from '../store/database.js'
import type { ListFilters } from './cursor.js'

export type PlainList = 'all' | 'shown' | 'latest' | 'shown-latest'

/** Which plain list the filters make, one that is walked as a whole; undefined for those that a filter thins out. */
export function findPlainList({ search, version, updatedSince, includeDeleted = false }: ListFilters): PlainList | undefined {
  if (search !== undefined || updatedSince !== undefined) return undefined
  if (version === undefined) return includeDeleted ? 'all' : 'shown'
  if (version === 'latest') return includeDeleted ? 'latest' : 'shown-latest'
  return undefined
}

/** The plain lists that have the version in them. */
export function listPlainLists({ status, is_latest }: Pick<VersionsTable, 'status' | 'is_latest'>): ReadonlySet<PlainList> {
  const isShown = status !== 'deleted'
  return new Set<PlainList>([
    'all',
    ...(isShown ? (['shown'] as const) : []),
    ...(is_latest ? (['latest'] as const) : []),
    ...(isShown && is_latest ? (['shown-latest'] as const) : []),
  ])
}
