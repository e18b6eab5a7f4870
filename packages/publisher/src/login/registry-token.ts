import type { Permission } from '@mcp-registry/contract'
import { type JwtPayload, jwtDecode } from 'jwt-decode'

/** The claims of a registry token. They are unverified: only the registry can check the signature. */
export interface TokenClaims {
  readonly method?: string
  readonly subject?: string
  readonly permissions: readonly Permission[]
  readonly expiresAt?: Date
}

interface RegistryClaims extends JwtPayload {
  readonly auth_method?: unknown
  readonly auth_method_sub?: unknown
  readonly permissions?: unknown
}

/** Decodes a registry token; `undefined` if it is not a JWT, since registries may use other formats. */
export function findClaims(token: string): TokenClaims | undefined {
  try {
    const { exp, auth_method: method, auth_method_sub: subject, permissions } = jwtDecode<RegistryClaims>(token)
    return {
      ...(typeof method === 'string' && { method }),
      ...(typeof subject === 'string' && { subject }),
      ...(typeof exp === 'number' && { expiresAt: new Date(exp * 1000) }),
      permissions: Array.isArray(permissions) ? permissions.filter(isPermission) : [],
    }
  } catch {
    return undefined
  }
}

function isPermission(value: unknown): value is Permission {
  return typeof value === 'object' && value !== null && 'action' in value && 'resource' in value
}
