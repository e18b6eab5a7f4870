import { Permission } from '@mcp-registry/contract'
import Type from 'typebox'
import { Value } from 'typebox/value'

export interface RecordedPermissions {
  /** JSON. */
  readonly permissions: string
  readonly omitted_permissions: number
}

// The owner of hundreds of organisations has a permission for each of them.
const MAX_PERMISSIONS = 100
// A resource pattern is at most as long as a name.
const MAX_RESOURCE_LENGTH = 255

const Permissions = Type.Array(Permission)

/** The permissions of a token as recorded: the first hundred, and the number of the others. */
export function toRecordedPermissions(permissions: readonly Permission[]): RecordedPermissions {
  const kept = permissions
    .slice(0, MAX_PERMISSIONS)
    .map(({ action, resource }) => ({ action, resource: resource.slice(0, MAX_RESOURCE_LENGTH) }))
  return { permissions: JSON.stringify(kept), omitted_permissions: permissions.length - kept.length }
}

/** The permissions of a record; undefined if an earlier release truncated their JSON. */
export function parseRecordedPermissions(text: string | null): Permission[] | undefined {
  try {
    const value: unknown = JSON.parse(text ?? 'null')
    return Value.Check(Permissions, value) ? value : undefined
  } catch {
    return undefined
  }
}
