import { RegistryError } from '@mcp-registry/contract'
import type { Transaction } from 'kysely'
import type { Database } from '../store/database.js'
import type { Store } from '../store/open-store.js'
import { listDenials } from './denylist.js'
import { type Action, findDeniedNamespace, permits, requirePermission } from './permissions.js'
import { findPolicy, type PublisherPolicy } from './policy.js'
import type { Publisher } from './publisher.js'

/**
 * Refuses unless the publisher may do this to the server: by a permission of the token, or as a maintainer named by the owner. A GitHub
 * Actions job must also match the one pinned by the owner, if any.
 */
export async function authorize(
  { store }: { readonly store: Pick<Store, 'db'> },
  publisher: Publisher,
  action: Action,
  name: string,
): Promise<void> {
  // A policy can only admit publishers without a permission and restrict jobs.
  const mayMatter = publisher.method === 'github-oidc' || !permits(publisher.permissions, action, name)
  const policy = mayMatter ? await findPolicy({ store }, name) : undefined
  requirePermission(policy === undefined ? publisher : withMaintenance(publisher, policy, action, name), action, name)
  if (policy?.workflow !== undefined) requirePinned(publisher, policy.workflow, name)
}

/** The permission that a status change requires: both publishers and editors may make one. */
export function toStatusAction({ permissions }: Publisher, name: string): Action {
  return permits(permissions, 'edit', name) ? 'edit' : 'publish'
}

/**
 * Repeats the check in the transaction of the write, under the lock of its server, with the namespaces denied since the request was
 * authenticated: proving ownership takes up to a minute. `denied` is the result of `listDenials` in the same transaction.
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
  if (added.length === 0) return
  await authorize({ store: { db: tx } }, { ...publisher, deniedNamespaces: [...known, ...added] }, action, name)
}

// A token for a maintainer's namespace is sufficient, regardless of the login method, unless that namespace is denied.
function withMaintenance(publisher: Publisher, { maintainers = [] }: PublisherPolicy, action: Action, name: string): Publisher {
  const { permissions, deniedNamespaces = [] } = publisher
  const own = maintainers.filter((namespace) => permits(permissions, action, `${namespace}/x`))
  const denied = own.map((namespace) => findDeniedNamespace(deniedNamespaces, `${namespace}/x`))
  if (denied.includes(undefined)) return { ...publisher, permissions: [...permissions, { action, resource: name }] }
  const [first] = denied
  if (first === undefined || permits(permissions, action, name)) return publisher
  throw new RegistryError(
    'namespace-denied',
    `This registry denies the namespace ${first}, as whose owner you would be a maintainer of ${name}. Ask its operator why.`,
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
