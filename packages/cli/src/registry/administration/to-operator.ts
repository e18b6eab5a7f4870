import { userInfo } from 'node:os'
import type { Context } from '@mcp-registry/publisher/command-line'

/** The operator recorded in the audit log of the registry: the current operating system user. */
export function toOperator(env: Context['env']): string {
  try {
    return userInfo().username
  } catch {
    // In a container, the user ID may have no name.
    return env['USER'] ?? `uid ${process.getuid?.() ?? 'unknown'}`
  }
}
