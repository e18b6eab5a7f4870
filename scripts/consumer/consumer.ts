// Uses the types of every package as a program of somebody else would.
import { createRegistryClient, listLaunchChoices, resolveLaunch, type RegistryClient } from '@mcp-registry/client'
import { type Package, type ServerJson, validateServerJson } from '@mcp-registry/contract'

export async function findFirst(client: RegistryClient): Promise<readonly Package[]> {
  const { servers } = await client.listServers({ limit: 1, search: 'weather' })
  const [entry] = servers
  return entry?.server.packages ?? []
}

export function check(server: ServerJson): readonly string[] {
  const [choice] = listLaunchChoices(server)
  const launch = choice && resolveLaunch(server, choice)
  if (launch?.ok === true && launch.value.kind === 'stdio') return [launch.value.command, ...launch.value.args]
  return validateServerJson(JSON.stringify(server)).issues.map(({ path, message }) => `${path}: ${message}`)
}

export const client: RegistryClient = createRegistryClient({ baseUrl: 'https://registry.example' })
