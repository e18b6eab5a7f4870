import { RegistryError, requireServerName, foldServerName, type ServerName, toNamespace } from '@mcp-registry/contract'
import { type Attempt, recordDone } from '../audit/audit-log.js'
import type { Clock } from '../clock.js'
import type { Store } from '../store/open-store.js'
import { describePermissions, isAdministrator, isNamespace, permitsNamespace, requireNotDenied } from './permissions.js'
import type { Publisher } from './publisher.js'
import { findPolicy, type PublisherPolicy, writePolicy } from './publisher-policy.js'

export interface PolicyServices {
  readonly store: Pick<Store, 'transaction'>
  readonly clock: Clock
}

type ReadServices = { readonly store: Pick<Store, 'db'> }

export async function getPolicy({ store }: ReadServices, owner: Publisher, name: string): Promise<PublisherPolicy> {
  requirePolicyOwner(owner, name)
  return (await findPolicy(store.db, name)) ?? refuseMissing(name)
}

export async function setPolicy(
  { store, clock }: PolicyServices,
  owner: Publisher,
  name: string,
  policy: PublisherPolicy,
  attempt?: Attempt,
): Promise<PublisherPolicy> {
  requirePolicyOwner(owner, name)
  for (const namespace of policy.maintainers ?? []) requireOwnerNamespace(namespace)
  await store.transaction(async (tx) => {
    await writePolicy(tx, { name, owner, clock }, policy)
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
  requirePolicyOwner(owner, name)
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

/**
 * Refuses unless the publisher may decide who publishes the server: an owner of its whole namespace, or an administrator. An added owner may
 * not choose owners, and a GitHub Actions job must not lift its own pin.
 */
export function requirePolicyOwner(publisher: Publisher, text: string): ServerName {
  const name = requireServerName(text)
  const namespace = toNamespace(name)
  requireNotDenied(publisher, name)
  const { method, permissions } = publisher
  if (!permitsNamespace(permissions, 'publish', namespace) && !permitsNamespace(permissions, 'edit', namespace)) {
    throw new RegistryError(
      'forbidden',
      `This token does not allow you to decide who publishes ${name}, which the owners of ${namespace} do. ${describePermissions(publisher, 'publish')}`,
    )
  }
  if (method !== 'github-oidc' || isAdministrator(publisher)) return name
  throw new RegistryError(
    'forbidden',
    `A GitHub Actions job does not decide who publishes ${name}. Log in as the owner of ${namespace} yourself.`,
  )
}

/** Refuses what cannot be an owner, such as a pattern. Returns the namespace in lower case. */
export function requireOwnerNamespace(text: string): string {
  if (isNamespace(text)) return foldServerName(text)
  throw new RegistryError(
    'invalid-namespace',
    `${JSON.stringify(text)} is not a namespace, such as io.github.bob or com.example.`,
  )
}

function refuseMissing(name: string): never {
  throw new RegistryError('policy-not-found', `${name} has no publisher policy: every owner of its namespace may publish it.`)
}
