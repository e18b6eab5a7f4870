import { RegistryClientError } from '@mcp-registry/client'

/** The same refusal with a remedy of this command added to its words. */
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
