import Type, { type Static } from 'typebox'

/** The maximum number of namespaces that can be owners of a server beside its own. */
export const MAX_OWNERS = 50

/** The owners of a server, an extension of the protocol. An owner is a namespace: whoever may publish in it may publish the server. */
export const ServerOwners = Type.Object(
  {
    name: Type.String({ description: 'The name of the server.' }),
    namespace: Type.String({ description: 'The namespace of the server, which is always an owner.' }),
    owners: Type.Array(Type.String(), {
      description: 'The namespaces added as owners, such as `io.github.bob`.',
    }),
  },
  { description: 'The namespaces whose publishers may publish a server.' },
)
export type ServerOwners = Static<typeof ServerOwners>

/** The result of adding or removing an owner. */
export const OwnerChange = Type.Object(
  {
    name: Type.String({ description: 'The name of the server.' }),
    owner: Type.String({ description: 'The namespace that was added or removed, in lower case.' }),
    changed: Type.Boolean({ description: 'False if it was an owner already, or none.' }),
  },
  { description: 'An owner that was added or removed.' },
)
export type OwnerChange = Static<typeof OwnerChange>
