import { RegistryError } from '@mcp-registry/contract'
import type { Transaction } from 'kysely'
import type { Database } from '../store/database.js'
import type { Store } from '../store/open-store.js'
import { listDenials } from './denylist.js'
import { type Action, findDeniedNamespace, permits, permitsNamespace, requirePermission } from './permissions.js'
import type { Publisher } from './publisher.js'
import { findPolicy, type PublisherPolicy } from './publisher-policy.js'

/**
 * Refuses unless the publisher may do this to the server: by a permission of the token, or by one for a namespace that is an added owner of
 * the server. A GitHub Actions job must also match the one pinned by the owner, if any. With `hold`, the owners do not change before the
 * transaction ends.
 */
export async function authorize(
  { store }: { readonly store: Pick<Store, 'db'> },
  publisher: Publisher,
  action: Action,
  name: string,
  { hold = false }: { readonly hold?: boolean } = {},
): Promise<void> {
  // A policy can only admit publishers without a permission and restrict jobs.
  const mayMatter = publisher.method === 'github-oidc' || !permits(publisher.permissions, action, name)
  const policy = mayMatter ? await findPolicy(store.db, name, { hold }) : undefined
  requirePermission(policy === undefined ? publisher : asAddedOwner(publisher, policy, action, name), action, name)
  if (policy?.workflow !== undefined) requirePinned(publisher, policy.workflow, name)
}

/** The permission that a status change requires: both publishers and editors may make one. */
export function toStatusAction({ permissions }: Publisher, name: string): Action {
  return permits(permissions, 'edit', name) ? 'edit' : 'publish'
}

/**
 * Repeats the check in the transaction of the write, under the lock of its server, if its result may have changed since the request was
 * authenticated: proving ownership takes up to a minute. Meanwhile, namespaces may have been denied and added owners removed. `denied` is
 * the result of `listDenials` in the same transaction.
 */
export async function authorizeAgain(
  tx: Transaction<Database>,
  publisher: Publisher,
  action: Action,
  name: string,
  denied?: readonly string[],
): Promise<void> {
  const { deniedNamespaces: known = [] } = publisher
  const added = (denied ?? (await listDenials(tx))).filter((namespace) => !known.includes(namespace))
  if (added.length === 0 && permits(publisher.permissions, action, name)) return
  const current = { ...publisher, deniedNamespaces: [...known, ...added] }
  await authorize({ store: { db: tx } }, current, action, name, { hold: true })
}

// A token for the whole namespace of an added owner is sufficient, regardless of the login method, unless that namespace is denied.
function asAddedOwner(publisher: Publisher, { maintainers = [] }: PublisherPolicy, action: Action, name: string): Publisher {
  const { permissions, deniedNamespaces = [] } = publisher
  const own = maintainers.filter((namespace) => permitsNamespace(permissions, action, namespace))
  const denied = own.map((namespace) => findDeniedNamespace(deniedNamespaces, `${namespace}/x`))
  if (denied.includes(undefined)) return { ...publisher, permissions: [...permissions, { action, resource: name }] }
  const [first] = denied
  if (first === undefined || permits(permissions, action, name)) return publisher
  throw new RegistryError(
    'namespace-denied',
    `This registry denies the namespace ${first}, by which you would be an owner of ${name}. Ask its operator why.`,
  )
}

function requirePinned({ method, workflow }: Publisher, pinned: NonNullable<PublisherPolicy['workflow']>, name: string): void {
  if (method !== 'github-oidc') return
  const refuse = (what: string, wanted: string, found: string | undefined): RegistryError =>
    new RegistryError(
      'policy-violated',
      `The owner of ${name} lets GitHub Actions publish it only from the ${what} ${wanted}; this token is from ` +
        `${found ?? 'none'}. Publish from there, or let the owner change the policy.`,
    )
  if (workflow?.repositoryId !== pinned.repositoryId) {
    throw refuse('repository with the id', pinned.repositoryId, workflow?.repositoryId)
  }
  if (pinned.file !== undefined && workflow.file !== pinned.file) throw refuse('workflow', pinned.file, workflow.file)
  if (pinned.environment !== undefined && workflow.environment !== pinned.environment) {
    throw refuse('environment', pinned.environment, workflow.environment)
  }
}
