import { isRegistryClientError, type RegistryClientError } from '@mcp-registry/client'

// The official registry sends no codes. Its reasons are the texts of the errors, below a general detail such as "Failed to publish server".

/** Whether the version exists, and the registry refuses it whatever its content. */
export function isDuplicate(error: unknown): boolean {
  return isRefusal(error) && says(error, /duplicate version/i)
}

/** Whether a package, or its version, is not in its package registry, as before its first release is listed. */
export function isPackageMissing(error: unknown): boolean {
  if (!isRefusal(error)) return false
  if (error.code === 'package-not-found') return true
  return says(error, /registry validation failed/i) && says(error, /not found|does not exist/i)
}

/** Whether the status and message are set already. */
export function isNoChange(error: unknown): error is RegistryClientError {
  return isRefusal(error) && (error.code === 'no-changes' || says(error, /no changes to apply/i))
}

function isRefusal(error: unknown): error is RegistryClientError {
  return isRegistryClientError(error) && error.status === 400
}

function says({ message, problem }: RegistryClientError, pattern: RegExp): boolean {
  return [message, ...(problem?.errors ?? []).map((detail) => detail.message)].some((text) => pattern.test(text))
}
