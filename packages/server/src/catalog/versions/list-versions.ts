import { RegistryError } from '@mcp-registry/contract'
import type { Answer, LargeAnswer } from '../../cache/response-cache.js'
import type { Store } from '../../store/open-store.js'
import { findVersionsPage } from './find-versions-page.js'
import { type ReadOptions, toRanges } from './get-server-version.js'
import { requireCanonicalName } from '../rows/missing.js'
import { toList } from '../../entries/to-entry.js'

/** A larger list is streamed page by page and not cached: building it as a whole takes several times its size in memory. */
const MAX_WHOLE_BYTES = 2 * 1024 * 1024

/** Page size of a streamed list, which bounds the memory that a slow client occupies. */
const PAGE_BYTES = 256 * 1024

/** All versions of a server, newest publication first. */
export async function listVersions(
  { store }: { store: Store },
  name: string,
  { includeDeleted = false }: ReadOptions = {},
): Promise<Answer | LargeAnswer> {
  const exact = await findList(store, name, name, includeDeleted)
  if (exact) return exact
  const spelling = await requireCanonicalName(store.db, name)
  const list = spelling === name ? undefined : await findList(store, name, spelling, includeDeleted)
  if (list) return list
  throw new RegistryError(
    'server-not-found',
    `All versions of ${spelling} are deleted. Add include_deleted=true to include deleted versions.`,
  )
}

async function findList(
  store: Store,
  asked: string,
  name: string,
  includeDeleted: boolean,
): Promise<Answer | LargeAnswer | undefined> {
  const { rows, end } = await findVersionsPage(store.db, name, { includeDeleted, maxBytes: MAX_WHOLE_BYTES })
  if (rows.length === 0) return undefined
  if (end !== undefined) return { open: () => streamList(store, name, includeDeleted) }
  return { body: toList(rows).body, ranges: toRanges(asked, { name }) }
}

async function* streamList(store: Store, name: string, includeDeleted: boolean): AsyncGenerator<string, void, undefined> {
  let count = 0
  let after: Awaited<ReturnType<typeof findVersionsPage>>['end']
  yield '{"servers":['
  do {
    const { rows, end } = await findVersionsPage(store.db, name, { includeDeleted, after, maxBytes: PAGE_BYTES })
    for (const { entry } of rows) {
      yield count === 0 ? entry : `,${entry}`
      count++
    }
    after = end
  } while (after)
  yield `],"metadata":{"count":${count}}}`
}
