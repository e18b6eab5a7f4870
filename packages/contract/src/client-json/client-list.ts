import Type, { type Static } from 'typebox'
import { CLIENT_TRANSPORTS } from './client-configuration.js'
import { CLIENT_CATEGORIES, CLIENT_FEATURES, CLIENT_PLATFORMS, ClientJson } from './client-json.js'
import { oneOf } from './one-of.js'

/** The maximum number of clients whose description the administrators of a registry can change. */
export const MAX_CHANGED_CLIENTS = 100

/** The filters of the list of clients. All of them must match. */
export const ClientsQuery = Type.Object({
  feature: Type.Optional(oneOf(CLIENT_FEATURES, 'Only clients that support this feature, at least partly.')),
  transport: Type.Optional(oneOf(CLIENT_TRANSPORTS, 'Only clients that support this transport, at least partly.')),
  platform: Type.Optional(oneOf(CLIENT_PLATFORMS, 'Only clients that run on this platform.')),
  category: Type.Optional(oneOf(CLIENT_CATEGORIES, 'Only clients of this kind.')),
  q: Type.Optional(
    Type.String({
      maxLength: 200,
      description: 'Words that must all occur in the id, title, vendor or description, in any case and order.',
      examples: ['code'],
    }),
  ),
})
export type ClientsQuery = Static<typeof ClientsQuery>

/** The list of MCP clients of a registry, an extension of the protocol. Source: docs/clients.md. */
export const ClientList = Type.Object(
  {
    clients: Type.Array(ClientJson, { description: 'The clients that match, sorted by the part of the id after the slash.' }),
    metadata: Type.Object({
      count: Type.Integer({ description: 'The number of clients that match.' }),
      changed: Type.Array(Type.String(), {
        description: 'The ids, in lower case, of all clients whose description an administrator has set.',
      }),
      removed: Type.Array(Type.String(), {
        description: 'The ids, in lower case, of all clients that the program describes and an administrator has removed.',
      }),
    }),
  },
  { description: 'MCP clients.' },
)
export type ClientList = Static<typeof ClientList>

/** Whose description of a client a registry lists: that of its program, that of an administrator, or none. */
const CLIENT_ORIGINS = ['program', 'administrator', 'none'] as const

/** The result of a change of the list of clients. */
export const ClientChange = Type.Object(
  {
    id: Type.String({ description: 'The id of the client.' }),
    origin: oneOf(
      CLIENT_ORIGINS,
      'Whose description is listed now: that of the `program`, that of an `administrator`, or `none`.',
    ),
  },
  { description: 'A change of the list of clients.' },
)
export type ClientChange = Static<typeof ClientChange>
