import { foldServerName, parseServerName, type Permission, RegistryError, type Result, toNamespace } from '@mcp-registry/contract'
import type { Publisher } from './publisher.js'

export type Action = Permission['action']

const NAMESPACE = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i
const SERVER = /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/i

/** Parses a resource pattern: `*`, `ns/*`, `ns.*` or an exact server name. Source: protocol.md, "Identity". */
export function parseResourcePattern(text: string): Result<string> {
  const isWildcard = text.endsWith('/*') || text.endsWith('.*')
  const slash = text.indexOf('/')
  const namespace = isWildcard ? text.slice(0, -2) : text.slice(0, Math.max(0, slash))
  const isPattern = isNamespace(namespace) && (isWildcard || SERVER.test(text.slice(slash + 1)))
  if (text === '*' || isPattern) return { ok: true, value: text }
  return {
    ok: false,
    errors: [`${JSON.stringify(text)} is not a name pattern. Write "*", "namespace/*", "namespace.*" or one server name.`],
  }
}

/** Whether the text can precede the slash of a server name. */
export function isNamespace(text: string): boolean {
  return text.length <= 198 && NAMESPACE.test(text) && !text.includes('..')
}

/** Whether a pattern matches a server name. Case-insensitive: all spellings of a name have the same owner. */
export function covers(pattern: string, name: string): boolean {
  if (pattern === '*') return true
  const wanted = foldServerName(pattern)
  const folded = foldServerName(name)
  const slash = folded.indexOf('/')
  if (wanted.endsWith('/*')) return slash >= 0 && folded.slice(0, slash + 1) === wanted.slice(0, -1)
  // The dot is part of the prefix: `com.example.*` matches the namespaces below com.example, but not `com.example2`.
  if (wanted.endsWith('.*')) return folded.slice(0, Math.max(0, slash)).startsWith(wanted.slice(0, -1))
  return folded === wanted
}

/** Whether the permissions allow this action on every server of the namespace. A permission for single servers does not. */
export function permitsNamespace(permissions: readonly Permission[], action: Action, namespace: string): boolean {
  return permissions.some(
    // Only a pattern of several names ends with an asterisk.
    (permission) =>
      permission.action === action && permission.resource.endsWith('*') && covers(permission.resource, `${namespace}/x`),
  )
}

/** Whether the permissions allow this action on the server. */
export function permits(permissions: readonly Permission[], action: Action, name: string): boolean {
  return permissions.some((permission) => permission.action === action && covers(permission.resource, name))
}

/** Whether the publisher may edit every server, which administration of the registry requires. */
export function isAdministrator(publisher: Publisher): boolean {
  return publisher.permissions.some((permission) => permission.action === 'edit' && permission.resource === '*')
}

/** Refuses unless the publisher is an administrator of the registry. */
export function requireAdministrator(publisher: Publisher): void {
  if (isAdministrator(publisher)) return
  throw new RegistryError(
    'forbidden',
    `Only an administrator may do this: a token with permission to edit "*". ${describePermissions(publisher, 'edit')}`,
  )
}

/** The denied namespace that the name belongs to, directly or through a parent namespace. */
export function findDeniedNamespace(denied: readonly string[], name: string): string | undefined {
  return denied.find((namespace) => covers(`${namespace}/*`, name) || covers(`${namespace}.*`, name))
}

/** Refuses if the namespace of the server is denied, unless the publisher is an administrator. */
export function requireNotDenied(publisher: Publisher, name: string): void {
  const denied = findDeniedNamespace(publisher.deniedNamespaces ?? [], name)
  if (denied === undefined || isAdministrator(publisher)) return
  throw new RegistryError(
    'namespace-denied',
    `This registry denies the namespace ${denied} and all below it, so ${name} cannot be changed. Ask its operator why.`,
  )
}

/** Refuses unless the publisher may do this to the server; the message lists the permissions of the token. */
export function requirePermission(publisher: Publisher, action: Action, name: string): void {
  requireNotDenied(publisher, name)
  if (permits(publisher.permissions, action, name)) return
  throw new RegistryError(
    'forbidden',
    `This token does not allow you to ${action} ${name}. ${describePermissions(publisher, action)}${describeNotGranted(publisher, name)}${describeOwnership(publisher, action, name)}`,
  )
}

/** Lists the permissions of the token, for the message of a refusal. */
export function describePermissions({ permissions }: Publisher, action: Action): string {
  const resources = permissions.filter((permission) => permission.action === action).map((permission) => permission.resource)
  if (resources.length === 0) return `It does not allow you to ${action} any server.`
  const shown = resources.slice(0, 20).join(', ')
  const more = resources.length > 20 ? ` and ${resources.length - 20} more` : ''
  return `It allows you to ${action}: ${shown}${more}. Use one of these names, or log in as the owner of this one.`
}

function describeNotGranted({ notGranted = [] }: Publisher, name: string): string {
  const found = notGranted.find(({ resource = 'io.github.*' }) => covers(resource, name))
  if (found !== undefined) return ` ${found.detail}`
  if (!foldServerName(name).startsWith('io.github.')) return ''
  return ' For the namespace of a GitHub organisation, be an owner of it and log in from GitHub Actions, or with a token that has the scope read:org: the interactive login of a GitHub app cannot read roles.'
}

// The command stands last, so that it can be copied.
function describeOwnership({ method, permissions, deniedNamespaces = [] }: Publisher, action: Action, text: string): string {
  const name = parseServerName(text)
  // Everyone would own the server together with the anonymous namespace.
  if (!name.ok || method === 'none') return ''
  const own = permissions.find(
    ({ action: permitted, resource }) =>
      permitted === action &&
      resource.endsWith('/*') &&
      findDeniedNamespace(deniedNamespaces, `${resource.slice(0, -2)}/x`) === undefined,
  )
  if (own === undefined) return ''
  const namespace = own.resource.slice(0, -2)
  return ` An owner of ${toNamespace(name.value)} can also let ${namespace} publish this server: mcp-publisher owner add ${name.value} ${namespace}`
}
