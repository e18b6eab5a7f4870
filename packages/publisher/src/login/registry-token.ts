import type { Permission } from '@mcp-registry/contract'
import { decodeJwt } from 'jose'

/** What a registry token says of itself. Only the registry can tell whether it is true. */
export interface TokenClaims {
  readonly method?: string
  readonly subject?: string
  readonly permissions: readonly Permission[]
  readonly expiresAt?: Date
}

/** Reads a registry token; `undefined` when it is no JWT, which is the registry's own business. */
export function findClaims(token: string): TokenClaims | undefined {
  try {
    const { exp, auth_method: method, auth_method_sub: subject, permissions } = decodeJwt(token)
    return {
      ...(typeof method === 'string' && { method }),
      ...(typeof subject === 'string' && { subject }),
      ...(exp !== undefined && { expiresAt: new Date(exp * 1000) }),
      permissions: Array.isArray(permissions) ? permissions.filter(isPermission) : [],
    }
  } catch {
    return undefined
  }
}

function isPermission(value: unknown): value is Permission {
  return typeof value === 'object' && value !== null && 'action' in value && 'resource' in value
}
