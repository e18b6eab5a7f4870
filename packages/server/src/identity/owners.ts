import {
  foldServerName,
  MAX_OWNERS,
  type OwnerChange,
  RegistryError,
  requireServerName,
  type ServerName,
  type ServerOwners,
  toNamespace,
} from '@mcp-registry/contract'
import { type Attempt, recordDone } from '../audit/audit-log.js'
import type { Store } from '../store/open-store.js'
import { authorize, toStatusAction } from './authorize.js'
import { findDeniedNamespace, permitsNamespace, requireNotDenied } from './permissions.js'
import { type PolicyServices, requireOwnerNamespace, requirePolicyOwner } from './policy.js'
import type { Publisher } from './publisher.js'
import { findPolicy, updatePolicy } from './publisher-policy.js'

/** The owners of a server, for everyone who may publish it. The server need not exist. */
export async function listOwners(
  services: { readonly store: Pick<Store, 'db'> },
  publisher: Publisher,
  text: string,
): Promise<ServerOwners> {
  const name = requireServerName(text)
  await authorize(services, publisher, toStatusAction(publisher, name), name)
  const { maintainers = [] } = (await findPolicy(services.store.db, name)) ?? {}
  return { name, namespace: toNamespace(name), owners: maintainers }
}

/** Adds an owner: whoever may publish in the namespace may also publish this server. */
export async function addOwner(
  services: PolicyServices,
  publisher: Publisher,
  text: string,
  namespace: string,
  attempt?: Attempt,
): Promise<OwnerChange> {
  const name = requirePolicyOwner(publisher, text)
  const owner = requireOwnerNamespace(namespace)
  return changeOwners(services, publisher, { name, owner, attempt }, (owners) => {
    // The namespace of the server is always an owner.
    if (owners.some((other) => isSame(other, owner)) || isSame(toNamespace(name), owner)) return owners
    if (owners.length >= MAX_OWNERS) {
      throw new RegistryError(
        'too-many-owners',
        `${name} has ${MAX_OWNERS} added owners, as many as it may have. Remove one first: mcp-publisher owner list ${name}`,
      )
    }
    return [...owners, owner]
  })
}

/** Removes an added owner. An added owner may also remove itself. Takes effect at once, also for tokens issued before. */
export async function removeOwner(
  services: PolicyServices,
  publisher: Publisher,
  text: string,
  namespace: string,
  attempt?: Attempt,
): Promise<OwnerChange> {
  const name = requireServerName(text)
  const owner = requireOwnerNamespace(namespace)
  if (isItself(publisher, owner)) requireNotDenied(publisher, name)
  else requirePolicyOwner(publisher, name)
  if (isSame(toNamespace(name), owner)) {
    throw new RegistryError(
      'rule-violated',
      `${name} always belongs to its namespace, ${owner}. Only owners that were added can be removed.`,
    )
  }
  return changeOwners(services, publisher, { name, owner, attempt }, (owners) => {
    const others = owners.filter((other) => !isSame(other, owner))
    return others.length === owners.length ? owners : others
  })
}

interface Change {
  readonly name: ServerName
  readonly owner: string
  readonly attempt: Attempt | undefined
}

// The owners are a part of the policy. The same list means no change.
async function changeOwners(
  { store, clock }: PolicyServices,
  publisher: Publisher,
  { name, owner, attempt }: Change,
  change: (owners: readonly string[]) => readonly string[],
): Promise<OwnerChange> {
  return store.transaction(async (tx) => {
    const changed = await updatePolicy(tx, { name, owner: publisher, clock }, (policy) => {
      const { maintainers: before = [], ...others } = policy
      const owners = change(before)
      if (owners === before) return policy
      return { ...others, ...(owners.length > 0 && { maintainers: [...owners] }) }
    })
    await recordDone(tx, clock, attempt)
    return { name, owner, changed }
  })
}

// By a token for the whole namespace. A GitHub Actions job does not decide who publishes.
function isItself({ method, permissions, deniedNamespaces = [] }: Publisher, owner: string): boolean {
  return (
    method !== 'github-oidc' &&
    permitsNamespace(permissions, 'publish', owner) &&
    findDeniedNamespace(deniedNamespaces, `${owner}/x`) === undefined
  )
}

function isSame(namespace: string, owner: string): boolean {
  return foldServerName(namespace) === owner
}
