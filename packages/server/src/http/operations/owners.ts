import { MAX_OWNERS, OwnerChange, ServerOwners } from '@mcp-registry/contract'
import { addOwner, listOwners, removeOwner } from '../../identity/owners.js'
import type { Services } from '../../services.js'
import { defineOperation, type Operation } from '../operation.js'
import { OwnerParams, ServerNameParams } from '../parameters.js'

const ERRORS = ['rule-violated', 'forbidden', 'namespace-denied', 'database-unavailable'] as const

/** Operations for the owners of a server. */
export function ownerOperations(services: Pick<Services, 'config' | 'store' | 'clock'>): readonly Operation[] {
  const base = `/x/${services.config.extensionNamespace}/owners/:serverName`
  const owner = { path: `${base}/:namespace`, tag: 'publishing', access: 'publisher', params: OwnerParams } as const
  const example = { name: 'io.github.alice/weather', owner: 'io.github.bob', changed: true }
  return [
    defineOperation({
      method: 'GET',
      path: base,
      operationId: 'listServerOwners',
      tag: 'publishing',
      summary: 'List the owners of a server',
      description: 'Requires permission to publish or edit the server, as all its owners have.',
      access: 'publisher',
      params: ServerNameParams,
      answer: {
        schema: ServerOwners,
        description: 'The owners.',
        example: { name: example.name, namespace: 'io.github.alice', owners: [example.owner] },
      },
      errors: [...ERRORS, 'policy-violated'],
      handle: ({ publisher, params }) => listOwners(services, publisher, params.serverName),
    }),
    defineOperation({
      ...owner,
      method: 'PUT',
      operationId: 'addServerOwner',
      summary: 'Add an owner of a server',
      description: `Whoever may publish in the namespace may then publish this server and change its status. At most ${MAX_OWNERS} are added. The server need not exist. Requires permission for the whole namespace of the server.`,
      audit: 'owner-add',
      answer: { schema: OwnerChange, description: 'The owner.', example },
      errors: [...ERRORS, 'invalid-namespace', 'too-many-owners', 'too-many-policies'],
      handle: ({ publisher, params }, attempt) => addOwner(services, publisher, params.serverName, params.namespace, attempt),
    }),
    defineOperation({
      ...owner,
      method: 'DELETE',
      operationId: 'removeServerOwner',
      summary: 'Remove an owner of a server',
      description:
        'Takes effect at once, also for tokens that were issued before. An added owner can remove itself. The namespace of the server cannot be removed.',
      audit: 'owner-remove',
      answer: { schema: OwnerChange, description: 'The former owner.', example },
      errors: [...ERRORS, 'invalid-namespace'],
      handle: ({ publisher, params }, attempt) => removeOwner(services, publisher, params.serverName, params.namespace, attempt),
    }),
  ]
}
