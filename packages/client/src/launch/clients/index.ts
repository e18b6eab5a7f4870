import { CLIENT_DESCRIPTIONS } from '../../clients/client-descriptions.js'
import type { ClientWriter } from './client-writer.js'
import { findDescribedWriter } from './described-client.js'
import { plain } from './plain.js'

/** The clients whose configuration this package can write: those of the descriptions that have a file, and `plain`. Source: docs/launch.md. */
export const CLIENTS: readonly ClientWriter[] = /* @__PURE__ */ listWriters()

/** The client with the ID, such as `vscode`; undefined if there is none. docs/launch.md lists the IDs. */
export function findClient(id: string): ClientWriter | undefined {
  return CLIENTS.find((client) => client.id === id)
}

function listWriters(): ClientWriter[] {
  return [...CLIENT_DESCRIPTIONS.flatMap((description) => findDescribedWriter(description) ?? []), plain]
}
