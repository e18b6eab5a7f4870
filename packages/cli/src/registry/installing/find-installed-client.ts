import { type ClientWriter, findClient } from '@mcp-registry/client'
import type { InstalledEntry } from './install-record.js'
import { withScope } from './with-scope.js'

/** The writer for an installed entry; undefined if this version does not know the client. */
export function findInstalledClient({ client: id, scope }: Pick<InstalledEntry, 'client' | 'scope'>): ClientWriter | undefined {
  const client = findClient(id)
  return client && withScope(client, scope)
}
