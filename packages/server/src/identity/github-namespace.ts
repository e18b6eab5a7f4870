import type { Permission } from '@mcp-registry/contract'
import { isNamespace } from './permissions.js'

/** The permission that the owner of a GitHub account has; undefined if the login cannot be part of a server name. */
export function toGithubPermission(login: string): Permission | undefined {
  if (!/^[a-z0-9-]+$/i.test(login)) return undefined
  const namespace = `io.github.${login}`
  return isNamespace(namespace) ? { action: 'publish', resource: `${namespace}/*` } : undefined
}

export function describeForeignAccount(login: string): string {
  return (
    `The namespace io.github.${login} is bound to the GitHub account that was first seen with this login, and yours is another one. ` +
    'If the login was handed over to you, ask the operator of this registry to release it.'
  )
}
