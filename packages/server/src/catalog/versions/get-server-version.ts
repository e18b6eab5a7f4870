import { RegistryError } from '@mcp-registry/contract'
import { type KeyRange, toNameRange } from '../../entries/key-range.js'
import type { Answer } from '../../cache/response-cache.js'
import type { Store } from '../../store/open-store.js'
import { findCanonicalName } from '../rows/find-canonical-name.js'
import { findVersion, type VersionRow } from './find-version.js'
import { requireCanonicalName, versionNotFound } from '../rows/missing.js'
import { toEntry } from '../../entries/to-entry.js'

export interface ReadOptions {
  readonly includeDeleted?: boolean
}

/** One version of a server; `latest` selects the latest one. */
export async function getServerVersion(
  { store }: { store: Store },
  name: string,
  version: string,
  { includeDeleted = false }: ReadOptions = {},
): Promise<Answer> {
  const row = await findInAnyCase(store, name, version)
  if (row && (includeDeleted || row.status !== 'deleted')) return { body: toEntry(row), ranges: toRanges(name, row) }
  if (row) throw toDeleted(row, version)
  throw await versionNotFound(store.db, await requireCanonicalName(store.db, name), version)
}

async function findInAnyCase({ db }: Store, name: string, version: string): Promise<VersionRow | undefined> {
  const exact = await findVersion(db, name, version)
  if (exact) return exact
  const spelling = await findCanonicalName(db, name)
  return spelling === undefined || spelling === name ? undefined : findVersion(db, spelling, version)
}

/** The names that a response depends on. If the name was found in another case, these are all names, since any spelling may be added. */
export function toRanges(name: string, found: { readonly name: string }): readonly KeyRange[] {
  return found.name === name ? [toNameRange(name)] : [{}]
}

function toDeleted({ name }: VersionRow, version: string): RegistryError {
  const what = version === 'latest' ? `All versions of ${name} are deleted` : `Version ${version} of ${name} is deleted`
  return new RegistryError('version-not-found', `${what}. Add include_deleted=true to include deleted versions.`)
}
