import { foldServerName } from '@mcp-registry/contract'
import type { Kysely } from 'kysely'
import type { Database } from '../../store/database.js'
import { isStorableText } from '../../store/storable-text.js'

/** The name as the registry spells it: an exact match, or else the first in byte order that differs only in case. */
export async function findCanonicalName(db: Kysely<Database>, name: string): Promise<string | undefined> {
  if (!isStorableText(name)) return undefined
  const exact = await db.selectFrom('versions').select('name').where('name', '=', name).limit(1).executeTakeFirst()
  if (exact) return exact.name
  const folded = await db
    .selectFrom('versions')
    .select('name')
    .where('folded_name', '=', foldServerName(name))
    .orderBy('name')
    .limit(1)
    .executeTakeFirst()
  return folded?.name
}
