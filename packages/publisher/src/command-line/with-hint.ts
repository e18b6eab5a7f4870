import { RegistryClientError } from '@mcp-registry/client'

/** Adds a remedy to the message of an error. */
export function withHint(error: RegistryClientError, hint: string): RegistryClientError {
  const { code, message, status, retryable, retryAfterMs, problem } = error
  return new RegistryClientError(code, `${/[.!?]$/.test(message) ? message : `${message}.`} ${hint}`, {
    retryable,
    cause: error,
    ...(status !== undefined && { status }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(problem !== undefined && { problem }),
  })
}
