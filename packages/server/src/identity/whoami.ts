import { Permission } from '@mcp-registry/contract'
import Type, { type Static } from 'typebox'
import { AuthMethod, NotGranted, type Publisher, Workflow } from './publisher.js'

export const Whoami = Type.Object(
  {
    method: AuthMethod,
    subject: Type.String({ description: 'Within the method: a login, a domain, the subject of an id token.' }),
    permissions: Type.Array(Permission),
    expiresAt: Type.String({ format: 'date-time' }),
    deniedNamespaces: Type.Array(Type.String(), {
      description: 'Which of these namespaces, or of those below them, this registry currently denies.',
    }),
    notGranted: Type.Array(NotGranted),
    workflow: Type.Optional(Workflow),
  },
  { description: 'The bearer of a token and its permissions.' },
)
export type Whoami = Static<typeof Whoami>

/** Describes the bearer of a registry token. */
export function toWhoami({
  method,
  subject,
  permissions,
  expiresAt,
  workflow,
  notGranted = [],
  deniedNamespaces = [],
}: Publisher): Whoami {
  const own = permissions.map(({ resource }) => resource.replace(/[./]\*$/, '').toLowerCase())
  return {
    method,
    subject,
    permissions: [...permissions],
    expiresAt: expiresAt.toISOString(),
    // The bearer need not know about other denied namespaces.
    deniedNamespaces: deniedNamespaces.filter((denied) => own.some((namespace) => `${denied}.`.startsWith(`${namespace}.`))),
    notGranted: [...notGranted],
    ...(workflow && { workflow }),
  }
}
