import { userInfo } from 'node:os'
import type { Context } from '@mcp-registry/publisher/command-line'

/** Who runs the command, for the audit log of the registry: the user of the operating system. */
export function toOperator(env: Context['env']): string {
  try {
    return userInfo().username
  } catch {
    // A container may run under a number that has no name.
    return env['USER'] ?? `uid ${process.getuid?.() ?? 'unknown'}`
  }
}
