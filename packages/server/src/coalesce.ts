/**
 * Returns `ask` for many callers at once: who calls while an answer is on its way shares the next one with all others that do. So each
 * gets an answer to a question that was asked after its call, and the latest state of what is asked for.
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
      // Whoever asked before learns of its failure.
      .catch(() => undefined)
      .then(() => {
        next = undefined
        return start()
      })
    return next
  }
}
