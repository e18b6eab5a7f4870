import { CLIENT_DESCRIPTIONS } from '@mcp-registry/client'
import { type ClientJson, compareClients, foldServerName } from '@mcp-registry/contract'
import { sql } from 'kysely'
import type { Store } from '../store/open-store.js'

/** The list of clients at one moment: the descriptions of this program, except those that administrators have changed. */
export interface ListedClients {
  /** In the order of {@link compareClients}. */
  readonly clients: readonly ClientJson[]
  /** The ids, in lower case, whose description an administrator has set. */
  readonly changed: readonly string[]
  /** The ids, in lower case, that this program describes and an administrator has removed. */
  readonly removed: readonly string[]
}

/** Reads the list of clients. */
export type ReadListedClients = () => Promise<ListedClients>

/** The descriptions of this program, by id in lower case. */
export const PROGRAM_CLIENTS: ReadonlyMap<string, ClientJson> = new Map(
  CLIENT_DESCRIPTIONS.map((client) => [foldServerName(client.id), client]),
)

/**
 * Returns a function that reads the list of clients. Each call asks the database which descriptions have changed, so that every process
 * shows a change at once, but parsed documents are kept, by their digest.
 */
export function openListedClients({ store }: { readonly store: Pick<Store, 'db'> }): ReadListedClients {
  let parsed: ReadonlyMap<string, ClientJson> = new Map()
  return async () => {
    const known = parsed
    const rows = await store.db
      .selectFrom('client_descriptions')
      .select([
        'id',
        'digest',
        sql<string | null>`case when digest = any(${[...known.keys()]}::text[]) then null else document end`.as('document'),
      ])
      .orderBy('id')
      .execute()
    const set = rows.flatMap(({ id, digest, document }) => {
      const client = document === null ? known.get(digest ?? '') : (JSON.parse(document) as ClientJson)
      return digest === null || client === undefined ? [] : [{ id, digest, client }]
    })
    parsed = new Map(set.map(({ digest, client }) => [digest, client]))
    const overlaid = new Map(PROGRAM_CLIENTS)
    for (const { id } of rows) overlaid.delete(id)
    for (const { id, client } of set) overlaid.set(id, client)
    return {
      clients: [...overlaid.values()].toSorted(compareClients),
      changed: set.map(({ id }) => id),
      removed: rows.flatMap(({ id, digest }) => (digest === null ? [id] : [])),
    }
  }
}
