import { RegistryError } from '@mcp-registry/contract'
import type { Store } from '../store/open-store.js'
import { type Action, permits, requirePermission } from './permissions.js'
import { findPolicy, type PublisherPolicy } from './policy.js'
import type { Publisher } from './publisher.js'

/**
 * Refuses unless the publisher may do this to the server of that name: by a permission of the token, or as a maintainer that the owner
 * named; and, for a GitHub Actions job, only when it is the one that the owner pinned.
 */
export async function authorize(
  { store }: { readonly store: Pick<Store, 'db'> },
  publisher: Publisher,
  action: Action,
  name: string,
): Promise<void> {
  // All that a policy can change: it lets in who has no permission, and holds back jobs.
  const mayMatter = publisher.method === 'github-oidc' || !permits(publisher.permissions, action, name)
  const policy = mayMatter ? await findPolicy({ store }, name) : undefined
  requirePermission(policy === undefined ? publisher : withMaintenance(publisher, policy, action, name), action, name)
  if (policy?.workflow !== undefined) requirePinned(publisher, policy.workflow, name)
}

/** The same for what both publishers and editors may do. */
export async function authorizeStatusChange(
  services: { readonly store: Pick<Store, 'db'> },
  publisher: Publisher,
  name: string,
): Promise<void> {
  await authorize(services, publisher, permits(publisher.permissions, 'edit', name) ? 'edit' : 'publish', name)
}

// Whoever may act in a maintainer's namespace is the maintainer, whichever way they proved it.
function withMaintenance(publisher: Publisher, { maintainers = [] }: PublisherPolicy, action: Action, name: string): Publisher {
  const isMaintainer = maintainers.some((namespace) => permits(publisher.permissions, action, `${namespace}/x`))
  if (!isMaintainer) return publisher
  return { ...publisher, permissions: [...publisher.permissions, { action, resource: name }] }
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
