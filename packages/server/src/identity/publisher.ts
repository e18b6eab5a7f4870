import type { Permission } from '@mcp-registry/contract'
import Type, { type Static } from 'typebox'

/** The method by which the bearer authenticated. */
export const AuthMethod = Type.Union([
  Type.Literal('github-at'),
  Type.Literal('github-oidc'),
  Type.Literal('oidc'),
  Type.Literal('dns'),
  Type.Literal('http'),
  Type.Literal('none'),
  // On this machine, with the signing key.
  Type.Literal('operator'),
])
export type AuthMethod = Static<typeof AuthMethod>

/** The CI job that holds a `github-oidc` token. A publisher policy may pin it. */
export const Workflow = Type.Object(
  {
    repository: Type.String({ description: '`owner/name` at the time of the run.' }),
    repositoryId: Type.String({ description: 'The numeric id, which a rename keeps.' }),
    file: Type.String({ description: 'The workflow file, such as `.github/workflows/release.yml`.' }),
    environment: Type.Optional(Type.String({ description: 'The deployment environment, when the job has one.' })),
  },
  { description: 'The CI job that holds the token.' },
)
export type Workflow = Static<typeof Workflow>

/** A permission that the bearer might expect but was not granted. */
export const NotGranted = Type.Object(
  {
    resource: Type.Optional(Type.String({ description: 'The pattern; absent when the registry could not learn which.' })),
    reason: Type.Union([
      Type.Literal('not-an-owner'),
      Type.Literal('invitation-pending'),
      Type.Literal('single-sign-on'),
      Type.Literal('scope-missing'),
      Type.Literal('account-changed'),
      Type.Literal('not-a-namespace'),
      Type.Literal('more'),
    ]),
    detail: Type.String({ description: 'Why, and what to do.' }),
  },
  { description: 'A namespace that the proof does not grant, and why.' },
)
export type NotGranted = Static<typeof NotGranted>

/** The authenticated sender of a request, as described by its registry token. */
export interface Publisher {
  readonly method: AuthMethod
  /** Depends on the method: a GitHub login, a domain, or the subject of an OIDC token. */
  readonly subject: string
  readonly permissions: readonly Permission[]
  readonly expiresAt: Date
  readonly workflow?: Workflow
  readonly notGranted?: readonly NotGranted[]
  /** The namespaces denied to everyone but administrators, as of this request. */
  readonly deniedNamespaces?: readonly string[]
}
