import { RegistryError } from '@mcp-registry/contract'

/** Rejects `latest` as the target of a write, since the version it refers to may change at any time. */
export function requireExactVersion(version: string): void {
  if (version !== 'latest') return
  throw new RegistryError('rule-violated', '"latest" is not a version that can be changed. Name the exact version.')
}
