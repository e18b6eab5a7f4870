import { foldServerName, RegistryError } from '@mcp-registry/contract'
import type { Kysely } from 'kysely'
import Type, { type Static } from 'typebox'
import { type Attempt, recordDone } from '../audit/audit-log.js'
import type { Clock } from '../clock.js'
import type { Database } from '../store/database.js'
import type { Store } from '../store/open-store.js'
import { lockOutWriters } from '../store/writers-lock.js'
import { isNamespace, requireAdministrator } from './permissions.js'
import type { Publisher } from './publisher.js'

/** A denied namespace, including all below it, and who denied it. */
export const Denial = Type.Object(
  {
    namespace: Type.String(),
    reason: Type.String(),
    deniedBy: Type.String({ description: '`configuration`, or the administrator.' }),
    deniedAt: Type.Optional(Type.String({ format: 'date-time' })),
  },
  { description: 'A namespace to which publishing is refused. Includes all namespaces below it.' },
)
export type Denial = Static<typeof Denial>

export const Denylist = Type.Object({ denied: Type.Array(Denial) })
export type Denylist = Static<typeof Denylist>

export const DenialRequest = Type.Object(
  { reason: Type.String({ minLength: 1, maxLength: 500, description: 'The reason, shown to administrators.' }) },
  { additionalProperties: false },
)
export type DenialRequest = Static<typeof DenialRequest>

export interface DenylistServices {
  readonly store: Pick<Store, 'db'>
  /** In lower case, from the configuration. */
  readonly deniedNamespaces: readonly string[]
}

export interface DenialServices {
  readonly store: Pick<Store, 'transaction'>
  readonly clock: Clock
}

/** All denied namespaces in lower case, as of now: a denial takes effect at once, also for tokens issued earlier. */
export async function listDeniedNamespaces({
  store,
  deniedNamespaces,
}: Pick<DenylistServices, 'store' | 'deniedNamespaces'>): Promise<readonly string[]> {
  return [...deniedNamespaces, ...(await listDenials(store.db))]
}

/** The namespaces denied by administrators. Those denied by the configuration do not change while the server runs. */
export async function listDenials(db: Kysely<Database>): Promise<readonly string[]> {
  const rows = await db.selectFrom('denied_namespaces').select('namespace').execute()
  return rows.map(({ namespace }) => namespace)
}

export async function getDenylist(services: DenylistServices, administrator: Publisher): Promise<Denylist> {
  requireAdministrator(administrator)
  const rows = await services.store.db.selectFrom('denied_namespaces').selectAll().orderBy('namespace').execute()
  const configured = services.deniedNamespaces.map((namespace) => ({
    namespace,
    reason: 'Configured.',
    deniedBy: 'configuration',
  }))
  return { denied: [...configured, ...rows.map(toDenial)] }
}

export async function denyNamespace(
  { store, clock }: DenialServices,
  administrator: Publisher,
  text: string,
  { reason }: DenialRequest,
  attempt?: Attempt,
): Promise<Denial> {
  requireAdministrator(administrator)
  const row = {
    namespace: requireNamespace(text),
    reason,
    denied_at: clock.now().toISOString(),
    denied_by: `${administrator.method}:${administrator.subject}`,
  }
  return store.transaction(async (tx) => {
    // Writers that checked the denylist earlier have committed, and later ones see the denial.
    await lockOutWriters(tx)
    const stored = await tx
      .insertInto('denied_namespaces')
      .values(row)
      .onConflict((conflict) => conflict.column('namespace').doUpdateSet({ reason }))
      .returningAll()
      .executeTakeFirstOrThrow()
    await recordDone(tx, clock, attempt)
    return toDenial(stored)
  })
}

/** Lifts a denial and returns it. */
export async function allowNamespace(
  { store, clock, deniedNamespaces }: DenialServices & Pick<DenylistServices, 'deniedNamespaces'>,
  administrator: Publisher,
  text: string,
  attempt?: Attempt,
): Promise<Denial> {
  requireAdministrator(administrator)
  const namespace = requireNamespace(text)
  return store.transaction(async (tx) => {
    const row = await tx.deleteFrom('denied_namespaces').where('namespace', '=', namespace).returningAll().executeTakeFirst()
    if (row === undefined) {
      const remedy = deniedNamespaces.includes(namespace) ? ' The configuration denies it; change it there.' : ''
      throw new RegistryError('denial-not-found', `No administrator has denied the namespace ${namespace}.${remedy}`)
    }
    await recordDone(tx, clock, attempt)
    return toDenial(row)
  })
}

function requireNamespace(text: string): string {
  if (isNamespace(text)) return foldServerName(text)
  throw new RegistryError(
    'invalid-namespace',
    `${JSON.stringify(text)} is not a namespace, such as com.example or io.github.alice.`,
  )
}

function toDenial(row: { namespace: string; reason: string; denied_at: string; denied_by: string }): Denial {
  return { namespace: row.namespace, reason: row.reason, deniedBy: row.denied_by, deniedAt: row.denied_at }
}
