import { RegistryError } from '@mcp-registry/contract'
import { toNameRange } from '../reads/key-range.js'
import type { Answer } from '../reads/response-cache.js'
import type { Store } from '../store/open-store.js'
import { findVersions } from './find-versions.js'
import { type ReadOptions, toRanges } from './get-server-version.js'
import { requireSpelling } from './missing.js'
import { toList } from './to-entry.js'

/** All versions of a server, newest publication first. */
export async function listVersions(
  { store }: { store: Store },
  name: string,
  { includeDeleted = false }: ReadOptions = {},
): Promise<Answer> {
  const exact = await findVersions(store.db, name, { includeDeleted })
  if (exact.length > 0) return { body: toList(exact).body, ranges: [toNameRange(name)] }
  const spelling = await requireSpelling(store.db, name)
  const rows = spelling === name ? [] : await findVersions(store.db, spelling, { includeDeleted })
  if (rows.length > 0) return { body: toList(rows).body, ranges: toRanges(name, { name: spelling }) }
  throw new RegistryError(
    'server-not-found',
    `All versions of ${spelling} are deleted. With include_deleted=true the answer shows what was deleted.`,
  )
}
