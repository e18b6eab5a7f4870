import { ServerJson, ServerResponse, Status, ValidationResult, validateServerJson } from '@mcp-registry/contract'
import Type from 'typebox'
import { editServer } from '../../catalog/change/edit-server.js'
import { publishServer } from '../../catalog/publish/publish-server.js'
import type { Services } from '../../services.js'
import { exampleEntry, exampleResult } from '../examples.js'
import { defineOperation, type Operation } from '../operation.js'
import { VersionParams } from '../parameters.js'

const PublishQuery = Type.Object({
  dry_run: Type.Optional(
    Type.Boolean({
      default: false,
      description:
        'Checks everything, including package ownership, and returns the same response as a publication, but changes nothing.',
    }),
  ),
})

const EditQuery = Type.Object({
  status: Type.Optional(Status),
})

const WRITE_ERRORS = [
  'rule-violated',
  'forbidden',
  'namespace-denied',
  'policy-violated',
  'taken-down',
  'invalid-document',
] as const

/** Operations whose body is a server.json document. */
export function publishOperations(services: Services): readonly Operation[] {
  return [
    defineOperation({
      method: 'POST',
      path: '/publish',
      operationId: 'publishServer',
      audit: 'publish',
      tag: 'publishing',
      summary: 'Publish a version of a server',
      description:
        'Publishing the same document again returns the same response and changes nothing. A different document requires a new version.',
      access: 'publisher',
      query: PublishQuery,
      document: ServerJson,
      answer: { schema: ServerResponse, description: 'The version is published.', example: exampleEntry },
      errors: [
        ...WRITE_ERRORS,
        'version-exists',
        'name-spelling-conflict',
        'too-many-versions',
        'too-many-bytes',
        'database-unavailable',
      ],
      handle: ({ publisher, query, json }, attempt) =>
        publishServer(services, publisher, json, { dryRun: query.dry_run, attempt }),
    }),
    defineOperation({
      method: 'POST',
      path: '/validate',
      operationId: 'validateServer',
      tag: 'publishing',
      summary: 'Validate a server.json',
      description: 'Lists up to 100 issues of the document, and counts the rest. Changes nothing.',
      access: 'public',
      document: ServerJson,
      answer: { schema: ValidationResult, description: 'Whether it is valid, and every issue.', example: exampleResult },
      errors: [],
      handle: async ({ json }) => validateServerJson(json),
    }),
    defineOperation({
      method: 'PUT',
      path: '/servers/:serverName/versions/:version',
      operationId: 'editServer',
      audit: 'edit',
      tag: 'publishing',
      summary: 'Edit a published version',
      description:
        'Replaces the document of a version, whose name and version stay. Needs the permission to edit. Errors that the stored document has already are warnings; the same document again changes nothing.',
      access: 'publisher',
      params: VersionParams,
      query: EditQuery,
      document: ServerJson,
      answer: { schema: ServerResponse, description: 'The updated version.', example: exampleEntry },
      errors: [...WRITE_ERRORS, 'server-not-found', 'version-not-found', 'too-many-bytes', 'database-unavailable'],
      handle: ({ publisher, params, query, json }, attempt) =>
        editServer(services, publisher, params.serverName, params.version, json, { status: query.status, attempt }),
    }),
  ]
}
