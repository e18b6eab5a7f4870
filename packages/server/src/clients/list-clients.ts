import { type ClientJson, type ClientList, type ClientsQuery, filterClients, foldServerName } from '@mcp-registry/contract'
import { toMissingClient } from './missing-client.js'
import type { ReadListedClients } from './open-listed-clients.js'

interface Services {
  readonly readListedClients: ReadListedClients
}

/** The clients that match all filters. */
export async function listClients({ readListedClients }: Services, query: ClientsQuery): Promise<ClientList> {
  const { clients, changed, removed } = await readListedClients()
  const found = filterClients(clients, query)
  return { clients: [...found], metadata: { count: found.length, changed: [...changed], removed: [...removed] } }
}

/** The description of a client, by any spelling of its id. */
export async function getClient({ readListedClients }: Services, id: string): Promise<ClientJson> {
  const { clients } = await readListedClients()
  const wanted = foldServerName(id)
  const found = clients.find((client) => foldServerName(client.id) === wanted)
  if (found === undefined) throw toMissingClient(id)
  return found
}
