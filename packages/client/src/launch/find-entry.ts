import type { ServerJson } from '@mcp-registry/contract'
import type { LaunchChoice } from './launch.js'
import { type Entry, readEntry } from './read-entry.js'
import { declareVariables } from './declare-variables.js'

/** The package or remote of a choice, with every variable that its values name; undefined if there is none. */
export function findEntry(server: ServerJson, choice: LaunchChoice): Entry | undefined {
  const entry = readEntry(server, choice)
  return entry && declareVariables(entry)
}
