import { foldServerName, RegistryError, requireServerName, toNamespace } from '@mcp-registry/contract'
import Type, { type Static } from 'typebox'
import { type Attempt, recordDone } from '../audit/audit-log.js'
import type { Clock } from '../clock.js'
import type { Store } from '../store/open-store.js'
import { isAdministrator, isNamespace, permits, requirePermission } from './permissions.js'
import type { Publisher } from './publisher.js'

/** Who may publish a server, as decided by its owner. */
export const PublisherPolicy = Type.Object(
  {
    workflow: Type.Optional(
      Type.Object(
        {
          repositoryId: Type.String({ pattern: '^[0-9]{1,15}$', description: 'The numeric id of the GitHub repository.' }),
          file: Type.Optional(
            Type.String({ minLength: 1, maxLength: 500, description: 'The workflow file: `.github/workflows/release.yml`.' }),
          ),
          environment: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'The deployment environment.' })),
        },
        {
          additionalProperties: false,
          description: 'The only GitHub Actions jobs that may publish. Other login methods are not affected.',
        },
      ),
    ),
    maintainers: Type.Optional(
      Type.Array(Type.String({ maxLength: 198 }), {
        maxItems: 50,
        uniqueItems: true,
        description: 'Namespaces, such as `io.github.bob`, whose owners have the same permissions for this server as its owner.',
      }),
    ),
  },
  { additionalProperties: false, description: 'Additional maintainers of a server, and the workflow that may publish it.' },
)
export type PublisherPolicy = Static<typeof PublisherPolicy>

export interface PolicyServices {
  readonly store: Pick<Store, 'transaction'>
  readonly clock: Clock
}

type ReadServices = { readonly store: Pick<Store, 'db'> }

/** The policy of a server; undefined if it has none. */
export async function findPolicy({ store }: ReadServices, name: string): Promise<PublisherPolicy | undefined> {
  const row = await store.db
    .selectFrom('publisher_policies')
    .select('policy')
    .where('folded_name', '=', foldServerName(name))
    .executeTakeFirst()
  // Only setPolicy writes this column.
  return row && (JSON.parse(row.policy) as PublisherPolicy)
}

export async function getPolicy(services: ReadServices, owner: Publisher, name: string): Promise<PublisherPolicy> {
  requireOwner(owner, name)
  return (await findPolicy(services, name)) ?? refuseMissing(name)
}

export async function setPolicy(
  { store, clock }: PolicyServices,
  owner: Publisher,
  name: string,
  policy: PublisherPolicy,
  attempt?: Attempt,
): Promise<PublisherPolicy> {
  requireOwner(owner, name)
  const unusable = policy.maintainers?.find((namespace) => !isNamespace(namespace))
  if (unusable !== undefined) {
    throw new RegistryError(
      'invalid-namespace',
      `${JSON.stringify(unusable)} is not a namespace, such as io.github.bob or com.example.`,
    )
  }
  const row = {
    policy: JSON.stringify(policy),
    updated_at: clock.now().toISOString(),
    updated_by: `${owner.method}:${owner.subject}`,
  }
  await store.transaction(async (tx) => {
    await tx
      .insertInto('publisher_policies')
      .values({ folded_name: foldServerName(name), ...row })
      .onConflict((conflict) => conflict.column('folded_name').doUpdateSet(row))
      .execute()
    await recordDone(tx, clock, attempt)
  })
  return policy
}

/** Removes a policy and returns it. */
export async function removePolicy(
  { store, clock }: PolicyServices,
  owner: Publisher,
  name: string,
  attempt?: Attempt,
): Promise<PublisherPolicy> {
  requireOwner(owner, name)
  return store.transaction(async (tx) => {
    const removed = await tx
      .deleteFrom('publisher_policies')
      .where('folded_name', '=', foldServerName(name))
      .returning('policy')
      .executeTakeFirst()
    if (removed === undefined) return refuseMissing(name)
    await recordDone(tx, clock, attempt)
    return JSON.parse(removed.policy) as PublisherPolicy
  })
}

// A maintainer may publish, but not choose maintainers, and a job must not lift its own pin.
function requireOwner(publisher: Publisher, text: string): void {
  const name = requireServerName(text)
  const action = permits(publisher.permissions, 'edit', name) ? 'edit' : 'publish'
  requirePermission(publisher, action, name)
  if (publisher.method !== 'github-oidc' || isAdministrator(publisher)) return
  throw new RegistryError(
    'forbidden',
    `A GitHub Actions job does not read or change the policy of ${name}. Log in as the owner of ${toNamespace(name)} yourself.`,
  )
}

function refuseMissing(name: string): never {
  throw new RegistryError('policy-not-found', `${name} has no publisher policy: every owner of its namespace may publish it.`)
}
