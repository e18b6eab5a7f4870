import { CLIENT_DESCRIPTIONS, isRegistryClientError } from '@mcp-registry/client'
import { type ClientJson, type ClientsQuery, filterClients, toClientName } from '@mcp-registry/contract'
import { CommandError, type Context, toSafeLine } from '@mcp-registry/publisher/command-line'
import { openRegistries } from './registries.js'

/** The option of every command that reads descriptions of clients. */
export const clientListOption = {
  registry: {
    kind: 'text',
    placeholder: 'url',
    about: 'read the list of this registry (default: the descriptions in this program, which "config" uses)',
  },
} as const

/**
 * The descriptions of the registry, or those of this program. The registry must be named on the command line: the default one has no list
 * of clients, and what is known of a client does not depend on where its servers come from.
 */
export async function readClients(
  context: Pick<Context, 'env' | 'signal'>,
  registry: string | undefined,
  query: ClientsQuery = {},
): Promise<readonly ClientJson[]> {
  if (registry === undefined) return filterClients(CLIENT_DESCRIPTIONS, query)
  const found: ClientJson[] = []
  for (const { url, client } of await openRegistries(context, [registry])) {
    try {
      found.push(...(await client.listClients(query, { signal: context.signal })).clients)
    } catch (error) {
      if (!isRegistryClientError(error) || error.status !== 404) throw error
      throw new CommandError(`${url} has no list of clients. Without --registry, the descriptions in this program are shown.`)
    }
  }
  return found
}

/** The client with this id, or this part of the id after the slash, in any case. */
export function requireClient(clients: readonly ClientJson[], text: string): ClientJson {
  const wanted = text.toLowerCase()
  const found = clients.filter(({ id }) => {
    const folded = id.toLowerCase()
    return folded === wanted || toClientName(folded) === wanted
  })
  const [client, ...others] = found
  if (client === undefined) {
    throw new CommandError(`There is no client ${toSafeLine(text)}. List them with: mcp-registry clients list`)
  }
  if (others.length === 0) return client
  throw new CommandError(`Several clients are called ${toSafeLine(text)}: ${found.map(({ id }) => toSafeLine(id)).join(', ')}.`)
}
