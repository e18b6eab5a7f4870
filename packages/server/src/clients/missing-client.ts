import { RegistryError } from '@mcp-registry/contract'

/** The error for a client that is not in the list. */
export function toMissingClient(id: string): RegistryError {
  return new RegistryError(
    'client-not-found',
    `There is no client ${JSON.stringify(id)} in the list. Its id is a namespace, a slash and a name, such as com.microsoft/vscode.`,
  )
}
