import { RegistryError, type TokenResponse } from '@mcp-registry/contract'
import Type, { type Static } from 'typebox'
import { Value } from 'typebox/value'
import { listForeignAccounts } from './bind-github-account.js'
import { describeForeignAccount, toGithubPermission } from './github-namespace.js'
import type { Identity } from './identity.js'
import { issueToken } from './issue-token.js'

const WorkflowClaims = Type.Object({
  sub: Type.String(),
  event_name: Type.String(),
  repository: Type.String({ maxLength: 300 }),
  repository_id: Type.String({ pattern: '^[0-9]{1,15}$' }),
  repository_owner: Type.String({ maxLength: 100 }),
  repository_owner_id: Type.String({ pattern: '^[0-9]{1,15}$' }),
  workflow_ref: Type.Optional(Type.String({ maxLength: 1000 })),
  environment: Type.Optional(Type.String({ maxLength: 255 })),
})
type WorkflowClaims = Static<typeof WorkflowClaims>

/** Issues a token to a GitHub Actions job, for the namespace of the account that owns its repository. */
export async function exchangeGithubOidc(identity: Identity, idToken: string): Promise<TokenResponse> {
  const claims = await identity.githubActions.verify(idToken)
  if (!Value.Check(WorkflowClaims, claims)) {
    const missing = Value.Errors(WorkflowClaims, claims).map(({ instancePath, message }) => `${instancePath} ${message}`.trim())
    throw new RegistryError(
      'oidc-token-refused',
      `The id token is not one of a GitHub Actions job: ${missing.slice(0, 3).join(', ')}.`,
    )
  }
  requireTrustedEvent(claims)
  const owner = { login: claims.repository_owner, id: Number(claims.repository_owner_id) }
  const permission = toGithubPermission(owner.login)
  const isForeign = (await listForeignAccounts(identity, [owner])).length > 0
  if (isForeign) throw new RegistryError('github-account-changed', describeForeignAccount(owner.login))
  return issueToken(identity, {
    method: 'github-oidc',
    subject: claims.sub,
    permissions: permission === undefined ? [] : [permission],
    workflow: {
      repository: claims.repository,
      repositoryId: claims.repository_id,
      file: toWorkflowFile(claims),
      ...(claims.environment !== undefined && { environment: claims.environment }),
    },
  })
}

// The author of a pull request controls what its job does.
function requireTrustedEvent({ event_name: event, sub }: WorkflowClaims): void {
  if (!event.startsWith('pull_request') && !sub.endsWith(':pull_request')) return
  throw new RegistryError(
    'workflow-refused',
    `The id token comes from a workflow run of the event ${JSON.stringify(event)}, which strangers can start. ` +
      'Publish from a run of a push, a tag, a release or by hand.',
  )
}

// The format of workflow_ref is "owner/repository/.github/workflows/file.yml@refs/…".
function toWorkflowFile({ workflow_ref: ref = '', repository }: WorkflowClaims): string {
  const path = ref.split('@', 1)[0] ?? ''
  return path.startsWith(`${repository}/`) ? path.slice(repository.length + 1) : path
}
