import { CLIENT_DESCRIPTIONS } from '@mcp-registry/client'
import { ClientChange, ClientJson, ClientList, ClientsQuery, MAX_CHANGED_CLIENTS } from '@mcp-registry/contract'
import Type from 'typebox'
import { deleteClient, putClient } from '../../clients/change-clients.js'
import { getClient, listClients } from '../../clients/list-clients.js'
import type { Services } from '../../services.js'
import { defineOperation, type Operation } from '../operation.js'

const ClientParams = Type.Object({
  clientId: Type.String({ description: 'The id of the client, URL-encoded.', examples: ['com.microsoft%2Fvscode'] }),
})

const DeleteQuery = Type.Object({
  reset: Type.Optional(
    Type.Boolean({
      default: false,
      description:
        'Whether to remove the change of an administrator instead, so that the description of the program is listed again.',
    }),
  ),
})

const exampleChange = { id: 'com.microsoft/vscode', origin: 'administrator' } as const

/** Operations for the list of MCP clients. */
export function clientOperations(services: Services): readonly Operation[] {
  const base = `/x/${services.config.extensionNamespace}/clients`
  const client = { path: `${base}/:clientId`, params: ClientParams } as const
  const [exampleClient] = CLIENT_DESCRIPTIONS
  return [
    defineOperation({
      method: 'GET',
      path: base,
      operationId: 'listClients',
      tag: 'clients',
      summary: 'List MCP clients',
      description:
        'What each client supports and how a server is added to it, with sources, in one document. The descriptions are those of the program, except those that administrators have changed.',
      access: 'public',
      isConditional: true,
      query: ClientsQuery,
      answer: {
        schema: ClientList,
        description: 'The clients.',
        example: { clients: [exampleClient], metadata: { count: 1, changed: [], removed: [] } },
      },
      errors: ['database-unavailable'],
      handle: ({ query }) => listClients(services, query),
    }),
    defineOperation({
      ...client,
      method: 'GET',
      operationId: 'getClient',
      tag: 'clients',
      summary: 'Get the description of an MCP client',
      access: 'public',
      isConditional: true,
      answer: { schema: ClientJson, description: 'The client.json.', example: exampleClient },
      errors: ['client-not-found', 'database-unavailable'],
      handle: ({ params }) => getClient(services, params.clientId),
    }),
    defineOperation({
      ...client,
      method: 'PUT',
      operationId: 'putClient',
      tag: 'administration',
      summary: 'Set the description of an MCP client',
      description: `Adds a client, or replaces the description of the program, also that of its later versions. At most ${MAX_CHANGED_CLIENTS} clients are changed. Requires an administrator.`,
      access: 'publisher',
      audit: 'client-set',
      document: ClientJson,
      bodyExample: CLIENT_DESCRIPTIONS.find(({ id }) => id === exampleChange.id),
      answer: { schema: ClientChange, description: 'The description is listed.', example: exampleChange },
      errors: ['forbidden', 'rule-violated', 'invalid-document', 'too-many-clients', 'database-unavailable'],
      handle: ({ publisher, params, json }, attempt) => putClient(services, publisher, params.clientId, json, attempt),
    }),
    defineOperation({
      ...client,
      method: 'DELETE',
      operationId: 'deleteClient',
      tag: 'administration',
      summary: 'Remove an MCP client from the list',
      description: 'A client that the program describes stays removed when the program is updated. Requires an administrator.',
      access: 'publisher',
      audit: 'client-remove',
      query: DeleteQuery,
      answer: { schema: ClientChange, description: 'The client is removed.', example: { ...exampleChange, origin: 'none' } },
      errors: ['forbidden', 'client-not-found', 'too-many-clients', 'database-unavailable'],
      handle: ({ publisher, params, query }, attempt) => deleteClient(services, publisher, params.clientId, query, attempt),
    }),
  ]
}
