import { isRegistryClientError } from '@mcp-registry/client'

/** Ctrl-C ended the command. The message says how to go on. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError'
}

/** Runs an action. If Ctrl-C ends it, the error has the next step: a sentence. */
export async function withNextStep<T>(nextStep: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    throw isInterruption(error) ? new InterruptedError(`Interrupted. ${nextStep}`, { cause: error }) : error
  }
}

/** Whether Ctrl-C ended a pause, a prompt or a request. */
export function isInterruption(error: unknown): boolean {
  if (isRegistryClientError(error)) return error.code === 'aborted'
  return error instanceof Error && (error.name === 'AbortError' || error instanceof InterruptedError)
}
