import { foldServerName, RegistryError } from '@mcp-registry/contract'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../store/database.js'
import { prepared } from '../../store/prepared.js'
import { toKeyText, type VersionKey } from '../rows/server-versions.js'

/** The message for readers if the administrator has not written one. */
export const GENERAL_MESSAGE = 'Taken down by the operator of this registry.'

/**
 * Why a version is hidden and cannot be published or changed. If several reasons apply: the takedown of the version, or else that of its
 * server, or else the denial of a namespace.
 */
export interface Hold {
  readonly kind: 'version' | 'server' | 'namespace'
  /** What is taken down or denied, in human-readable form. */
  readonly what: string
  /** The message for readers. */
  readonly message: string
}

export interface HoldServices {
  /** From the configuration, in lower case. Administrators deny further namespaces in the database. */
  readonly deniedNamespaces?: readonly string[] | undefined
}

/**
 * The holds on these versions, by key text, whether or not the versions exist. Call it within the transaction that writes the versions,
 * after locking their names: a takedown takes the same locks.
 */
export async function findHolds(
  db: Kysely<Database>,
  { deniedNamespaces = [] }: HoldServices,
  keys: readonly VersionKey[],
): Promise<ReadonlyMap<string, Hold>> {
  if (keys.length === 0) return new Map()
  const names = [...new Set(keys.map(({ name }) => foldServerName(name)))]
  const namespaces = [...new Set(names.flatMap(listNamespaces))]
  const { rows } = await sql<Found>`${prepared}
    select 'denied' as kind, namespace as name, '' as version, null as message
    from denied_namespaces where namespace = any(${namespaces}::text[])
    union all
    select 'taken-down', folded_name, version, public_message from takedowns where folded_name = any(${names}::text[])`.execute(
    db,
  )
  const denied = new Set([...deniedNamespaces, ...rows.filter(({ kind }) => kind === 'denied').map(({ name }) => name)])
  const takenDown = new Map(rows.filter(({ kind }) => kind === 'taken-down').map((row) => [toKeyText(row), row]))
  const holds = new Map<string, Hold>()
  for (const key of keys) {
    const hold = findHold(key, takenDown, denied)
    if (hold !== undefined) holds.set(toKeyText(key), hold)
  }
  return holds
}

interface Found extends VersionKey {
  readonly kind: 'denied' | 'taken-down'
  readonly message: string | null
}

function findHold(
  { name, version }: VersionKey,
  takenDown: ReadonlyMap<string, Found>,
  denied: ReadonlySet<string>,
): Hold | undefined {
  const folded = foldServerName(name)
  const ofVersion = takenDown.get(toKeyText({ name: folded, version }))
  if (ofVersion) return { kind: 'version', what: `Version ${version} of ${name}`, message: ofVersion.message ?? GENERAL_MESSAGE }
  const ofServer = takenDown.get(toKeyText({ name: folded, version: '' }))
  if (ofServer) return { kind: 'server', what: name, message: ofServer.message ?? GENERAL_MESSAGE }
  const namespace = listNamespaces(folded).find((each) => denied.has(each))
  return namespace === undefined ? undefined : { kind: 'namespace', what: namespace, message: GENERAL_MESSAGE }
}

/** The namespace of a folded name, and all of its parents. */
function listNamespaces(folded: string): string[] {
  const slash = folded.indexOf('/')
  const labels = (slash < 0 ? folded : folded.slice(0, slash)).split('.')
  return labels.map((_, nth) => labels.slice(0, nth + 1).join('.')).slice(0, slash < 0 ? -1 : undefined)
}

/** Throws if one of these versions is held. */
export async function requireNotHeld(db: Kysely<Database>, services: HoldServices, keys: readonly VersionKey[]): Promise<void> {
  const [hold] = (await findHolds(db, services, keys)).values()
  if (hold) throw toHoldRefusal(hold)
}

/** The refusal to publish or change a held version. */
export function toHoldRefusal({ kind, what }: Hold): RegistryError {
  if (kind === 'namespace') {
    return new RegistryError(
      'namespace-denied',
      `This registry denies the namespace ${what} and all below it. An administrator has to lift the denial first.`,
    )
  }
  return new RegistryError(
    'taken-down',
    `${what} was taken down by an administrator of this registry. Only an administrator can lift the takedown.`,
  )
}
