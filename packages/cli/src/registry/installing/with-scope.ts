import type { ClientWriter } from '@mcp-registry/client'
import type { Scope } from './install-record.js'

/** The writer of a client for the files of a scope, whose keys may differ from those of the user's file. */
export function withScope(client: ClientWriter, scope: Scope): ClientWriter {
  return {
    ...client,
    readEntries: (existing) => client.readEntries(existing, scope),
    write: (existing, name, launch) => client.write(existing, name, launch, scope),
    findPart: (existing, name) => client.findPart(existing, name, scope),
    setPart: (existing, name, part) => client.setPart(existing, name, part, scope),
    remove: (existing, name) => client.remove(existing, name, scope),
  }
}
