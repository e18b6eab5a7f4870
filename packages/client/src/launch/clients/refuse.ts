import type { Result } from '@mcp-registry/contract'

/** A refusal with one reason. */
export function refuse(message: string): Result<never> {
  return { ok: false, errors: [message] }
}
