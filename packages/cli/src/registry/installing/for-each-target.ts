import { type Context, explainError, toSafeLine, toSafeText } from '@mcp-registry/publisher/command-line'

/** A step that failed, and why; other steps go on. */
export interface Failure {
  readonly title: string
  readonly message: string
}

/**
 * Runs a step for each item in order, and prints why one failed before the next is tried. The failure of the only one is thrown, as is an
 * interruption.
 */
export async function forEachTarget<T, R>(
  { output, signal }: Pick<Context, 'output' | 'signal'>,
  items: readonly T[],
  toTitle: (item: T) => string,
  step: (item: T) => Promise<R>,
): Promise<{ readonly done: readonly R[]; readonly failed: readonly Failure[] }> {
  const done: R[] = []
  const failed: Failure[] = []
  for (const item of items) {
    try {
      done.push(await step(item))
    } catch (error) {
      const { code, message } = explainError(error)
      if (items.length === 1 || signal.aborted || code === 'internal') throw error
      const title = toTitle(item)
      output.warn(`${output.paint.stderr('red', `${toSafeLine(title)}:`)} ${toSafeText(message)}`)
      failed.push({ title, message })
    }
  }
  return { done, failed }
}
