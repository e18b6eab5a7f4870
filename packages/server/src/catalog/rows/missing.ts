import { RegistryError, shorten } from '@mcp-registry/contract'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../store/database.js'
import { findCanonicalName } from './find-canonical-name.js'

const MAX_SHOWN_LENGTH = 100

/** The name as the registry spells it. Throws `server-not-found` if there is none. */
export async function requireCanonicalName(db: Kysely<Database>, name: string): Promise<string> {
  const spelling = await findCanonicalName(db, name)
  if (spelling !== undefined) return spelling
  throw new RegistryError('server-not-found', `There is no server ${quote(name)}. Find the name with /v0.1/servers?search=….`)
}

/** The error for a version that does not exist. Its message lists up to three of the newest versions. */
export async function versionNotFound(db: Kysely<Database>, name: string, version: string): Promise<RegistryError> {
  const newest = await db
    .selectFrom('versions')
    .select('version')
    .where('name', '=', name)
    .where(sql<boolean>`status <> 'deleted'`)
    .orderBy('published_at', 'desc')
    .limit(3)
    .execute()
  const hint = newest.length > 0 ? ` Its newest versions are ${newest.map((row) => row.version).join(', ')}.` : ''
  return new RegistryError('version-not-found', `${name} has no version ${quote(version)}.${hint}`)
}

function quote(text: string): string {
  return JSON.stringify(shorten(text, MAX_SHOWN_LENGTH))
}
