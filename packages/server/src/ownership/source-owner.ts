import { RegistryError } from '@mcp-registry/contract'
import { SOURCE_HOST, SOURCE_HOST_NAMESPACE } from './public-registries.js'

/** The account that a server name of the form `io.github.<account>/…` belongs to, in lower case; undefined for any other name. */
export function findSourceOwner(serverName: string): string | undefined {
  const folded = serverName.toLowerCase()
  return folded.startsWith(SOURCE_HOST_NAMESPACE) ? folded.slice(SOURCE_HOST_NAMESPACE.length, folded.indexOf('/')) : undefined
}

/** Throws unless the account, which owns the package, is the account that the server name belongs to. */
export function requireSourceOwner(label: string, account: string, serverName: string): void {
  const owner = findSourceOwner(serverName)
  if (owner === account.toLowerCase()) return
  throw new RegistryError(
    'package-owner-mismatch',
    `${label} belongs to ${SOURCE_HOST}/${account}, but ${serverName} ${
      owner === undefined ? 'is not an account name there' : `to ${SOURCE_HOST}/${owner}`
    }. Publish the server as ${SOURCE_HOST_NAMESPACE}${account}/…, or the package under the account of the server.`,
  )
}
