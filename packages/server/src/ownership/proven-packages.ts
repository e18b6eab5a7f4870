import { foldServerName } from '@mcp-registry/contract'
import type { Kysely } from 'kysely'
import type { Database, ProvenPackagesTable } from '../store/database.js'
import type { PackageEntry } from './package-check.js'
import type { PackageUpstream } from './package-upstreams.js'

/** The key of a permanent proof: the server, the package version and the package registry. */
export type ProvenPackage = Omit<ProvenPackagesTable, 'proven_at'>

export function toProvenPackage(entry: PackageEntry, serverName: string, upstream: PackageUpstream): ProvenPackage {
  return {
    folded_name: foldServerName(serverName),
    registry_type: entry.registryType,
    registry_url: upstream.baseUrl,
    identifier: entry.identifier,
    package_version: entry.version ?? '',
  }
}

/** Whether the package was proven before. */
export async function isProvenPackage(db: Kysely<Database>, proven: ProvenPackage): Promise<boolean> {
  const row = await db
    .selectFrom('proven_packages')
    .select('proven_at')
    .where((eb) => eb.and({ ...proven }))
    .executeTakeFirst()
  return row !== undefined
}

/** Stores a proof; does nothing if it is already stored. */
export async function insertProvenPackage(db: Kysely<Database>, proven: ProvenPackage, at: Date): Promise<void> {
  await db
    .insertInto('proven_packages')
    .values({ ...proven, proven_at: at.toISOString() })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
