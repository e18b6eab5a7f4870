import Type from 'typebox'
import { AuditEntry, readAuditLog } from '../../audit/audit-entry.js'
import { hideNamespace, SettledDenial, showNamespace } from '../../catalog/takedowns/hide-namespace.js'
import { DenialRequest, Denylist, getDenylist } from '../../identity/denylist.js'
import { requireAdministrator } from '../../identity/permissions.js'
import { getPolicy, removePolicy, setPolicy } from '../../identity/policy.js'
import { PublisherPolicy } from '../../identity/publisher-policy.js'
import type { Services } from '../../services.js'
import { defineOperation, type Operation } from '../operation.js'
import { DEFAULT_PAGE_SIZE, ServerNameParams, toPageParameters } from '../parameters.js'

const examplePolicy = {
  workflow: { repositoryId: '4711', file: '.github/workflows/release.yml' },
  maintainers: ['io.github.bob'],
}
const exampleDenial = {
  namespace: 'com.example.spam',
  reason: 'Spam.',
  deniedBy: 'oidc:admin',
  deniedAt: '2026-01-01T00:00:00.000Z',
}
const exampleEntry = {
  id: 1,
  at: '2026-01-01T00:00:00.000Z',
  requestId: 'c0ffee',
  address: '192.0.2.1',
  method: 'dns',
  subject: 'example.com',
  action: 'publish',
  serverName: 'com.example/weather',
  serverVersion: '1.0.0',
  outcome: 'done',
}

const POLICY_ERRORS = ['rule-violated', 'forbidden', 'namespace-denied', 'database-unavailable'] as const
const NamespaceParams = Type.Object({ namespace: Type.String({ description: 'A namespace.', examples: ['com.example.spam'] }) })

const AuditQuery = Type.Object({
  server: Type.Optional(Type.String({ description: 'Only entries about this server.' })),
  subject: Type.Optional(Type.String({ description: 'Only entries of this subject.' })),
  ...toPageParameters('entries'),
})

/** Operations for publisher policies, denied namespaces and the audit log. */
export function administrationOperations(services: Services): readonly Operation[] {
  const { identity, config } = services
  const extension = `/x/${config.extensionNamespace}`
  const policyPath = {
    path: `${extension}/policy/:serverName`,
    tag: 'publishing',
    access: 'publisher',
    params: ServerNameParams,
  } as const
  const denialPath = {
    path: `${extension}/denylist/:namespace`,
    tag: 'administration',
    access: 'publisher',
    params: NamespaceParams,
  } as const
  const policyAnswer = { schema: PublisherPolicy, description: 'The policy.', example: examplePolicy }
  const denialAnswer = { schema: SettledDenial, description: 'The denial.', example: { ...exampleDenial, updatedCount: 12 } }
  return [
    defineOperation({
      ...policyPath,
      method: 'GET',
      operationId: 'getPublisherPolicy',
      summary: 'Read the publisher policy of a server',
      answer: policyAnswer,
      errors: [...POLICY_ERRORS, 'policy-not-found'],
      handle: ({ publisher, params }) => getPolicy(identity, publisher, params.serverName),
    }),
    defineOperation({
      ...policyPath,
      method: 'PUT',
      operationId: 'setPublisherPolicy',
      summary: 'Set the publisher policy of a server',
      description:
        'Pins publishing by GitHub Actions to a repository, workflow and environment, and names added owners (`maintainers`).',
      audit: 'policy',
      body: PublisherPolicy,
      bodyExample: examplePolicy,
      answer: policyAnswer,
      errors: [...POLICY_ERRORS, 'invalid-namespace', 'too-many-policies'],
      handle: ({ publisher, params, body }, attempt) => setPolicy(services, publisher, params.serverName, body, attempt),
    }),
    defineOperation({
      ...policyPath,
      method: 'DELETE',
      operationId: 'removePublisherPolicy',
      summary: 'Remove the publisher policy of a server',
      audit: 'policy',
      answer: { ...policyAnswer, description: 'The removed policy.' },
      errors: [...POLICY_ERRORS, 'policy-not-found'],
      handle: ({ publisher, params }, attempt) => removePolicy(services, publisher, params.serverName, attempt),
    }),
    defineOperation({
      method: 'GET',
      path: `${extension}/denylist`,
      operationId: 'getDenylist',
      tag: 'administration',
      summary: 'List the denied namespaces',
      description: 'Requires an administrator: a token with permission to edit `*`.',
      access: 'publisher',
      answer: { schema: Denylist, description: 'The denied namespaces.', example: { denied: [exampleDenial] } },
      errors: ['forbidden', 'database-unavailable'],
      handle: ({ publisher }) => getDenylist(identity, publisher),
    }),
    defineOperation({
      ...denialPath,
      method: 'PUT',
      operationId: 'denyNamespace',
      summary: 'Deny a namespace and all below it',
      description:
        'Takes effect at once, also for tokens that were issued before. Servers of the namespace are shown as deleted, stay so, and cannot be imported.',
      audit: 'denylist',
      body: DenialRequest,
      bodyExample: { reason: exampleDenial.reason },
      answer: denialAnswer,
      errors: ['forbidden', 'invalid-namespace', 'database-unavailable'],
      handle: ({ publisher, params, body }, attempt) => hideNamespace(services, publisher, params.namespace, body, attempt),
    }),
    defineOperation({
      ...denialPath,
      method: 'DELETE',
      operationId: 'allowNamespace',
      summary: 'Lift the denial of a namespace',
      description: 'Restores the status of its servers, except for those that are taken down.',
      audit: 'denylist-lift',
      answer: { ...denialAnswer, description: 'The lifted denial.' },
      errors: ['forbidden', 'invalid-namespace', 'denial-not-found', 'database-unavailable'],
      handle: ({ publisher, params }, attempt) => showNamespace(services, publisher, params.namespace, attempt),
    }),
    defineOperation({
      method: 'GET',
      path: `${extension}/audit`,
      operationId: 'listAuditEntries',
      tag: 'administration',
      summary: 'Read the audit log',
      description:
        'Changes and attempted changes, oldest first. Requires an administrator. Pass the last `id` as `after` for the next page.',
      access: 'publisher',
      query: AuditQuery,
      answer: {
        schema: Type.Object({ entries: Type.Array(AuditEntry) }),
        description: 'Entries of the log.',
        example: { entries: [exampleEntry] },
      },
      errors: ['forbidden', 'database-unavailable'],
      async handle({ publisher, query: { server, subject, after, limit = DEFAULT_PAGE_SIZE } }) {
        requireAdministrator(publisher)
        return { entries: await readAuditLog(identity, { serverName: server, subject, after, limit }) }
      },
    }),
  ]
}
