import { AllVersionsStatusResponse, ServerResponse, StatusUpdate } from '@mcp-registry/contract'
import { deleteServer } from '../../catalog/change/delete-server.js'
import { setAllStatuses } from '../../catalog/change/set-all-statuses.js'
import { setStatus } from '../../catalog/change/set-status.js'
import type { Services } from '../../services.js'
import { exampleEntry } from '../examples.js'
import { defineOperation, type Operation } from '../operation.js'
import { ServerNameParams, VersionParams } from '../parameters.js'

const STATUS_ERRORS = [
  'rule-violated',
  'forbidden',
  'namespace-denied',
  'policy-violated',
  'taken-down',
  'server-not-found',
  'database-unavailable',
] as const

const exampleUpdate: StatusUpdate = { status: 'deprecated', statusMessage: 'Use io.github.alice/forecast.' }

/** Operations that change the status of versions. */
export function statusOperations(services: Services): readonly Operation[] {
  return [
    defineOperation({
      method: 'PATCH',
      path: '/servers/:serverName/versions/:version/status',
      operationId: 'updateServerStatus',
      audit: 'status',
      tag: 'publishing',
      summary: 'Set the status of a version',
      description: 'Deprecates, deletes or restores a version. Requires permission to publish or edit.',
      access: 'publisher',
      params: VersionParams,
      body: StatusUpdate,
      bodyExample: exampleUpdate,
      answer: { schema: ServerResponse, description: 'The updated version.', example: exampleEntry },
      errors: [...STATUS_ERRORS, 'no-changes', 'version-not-found'],
      handle: ({ publisher, params, body }, attempt) =>
        setStatus(services, publisher, params.serverName, params.version, body, attempt),
    }),
    defineOperation({
      method: 'PATCH',
      path: '/servers/:serverName/status',
      operationId: 'updateAllServerStatuses',
      audit: 'status',
      tag: 'publishing',
      summary: 'Set the status of all versions',
      description: 'Changes all versions or none. Requires permission to publish or edit.',
      access: 'publisher',
      params: ServerNameParams,
      body: StatusUpdate,
      bodyExample: exampleUpdate,
      answer: {
        schema: AllVersionsStatusResponse,
        description: 'The updated versions.',
        example: { updatedCount: 1, servers: [exampleEntry] },
      },
      errors: [...STATUS_ERRORS, 'no-changes'],
      handle: ({ publisher, params, body }, attempt) => setAllStatuses(services, publisher, params.serverName, body, attempt),
    }),
    defineOperation({
      method: 'DELETE',
      path: '/servers/:serverName/versions/:version',
      operationId: 'deleteServer',
      audit: 'delete',
      tag: 'publishing',
      summary: 'Delete a version',
      description: 'The version is only listed with `include_deleted=true`, and can be restored. It cannot be published again.',
      access: 'publisher',
      params: VersionParams,
      answer: { schema: ServerResponse, description: 'The deleted version.', example: exampleEntry },
      errors: [...STATUS_ERRORS, 'version-not-found'],
      handle: ({ publisher, params }, attempt) => deleteServer(services, publisher, params.serverName, params.version, attempt),
    }),
  ]
}
