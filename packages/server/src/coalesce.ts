/**
 * Coalesces concurrent calls of `ask`. All calls made while one is in progress share the next one. The result of a call is therefore never
 * older than the call.
 */
export function coalesce<T>(ask: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined
  let next: Promise<T> | undefined
  const start = () => {
    running = ask().finally(() => {
      running = undefined
    })
    return running
  }
  return () => {
    if (running === undefined && next === undefined) return start()
    next ??= Promise.resolve(running)
      // The callers of the running call handle its rejection.
      .catch(() => undefined)
      .then(() => {
        next = undefined
        return start()
      })
    return next
  }
}
