import { RegistryError } from '@mcp-registry/contract'

/** `latest` may name another version tomorrow, so nothing is written to it. */
export function requireExactVersion(version: string): void {
  if (version !== 'latest') return
  throw new RegistryError('rule-violated', '"latest" is not a version that can be changed. Name the exact version.')
}
