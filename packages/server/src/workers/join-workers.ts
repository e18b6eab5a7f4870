import cluster from 'node:cluster'
import type { PrimaryMessage, Question, RequestCount, WorkerMessage } from './messages.js'

/** The other workers that share the port, as seen by one of them. */
export interface Workers {
  /** The id of this worker, which is never reused. */
  readonly id: number
  /** Asks the other workers; resolves to the answers that arrive in time. */
  ask(question: Question, timeoutMs: number): Promise<readonly unknown[]>
  /** Registers the handler for questions from other workers. It must not throw. */
  onQuestion(question: Question, answer: () => Promise<unknown>): void
  /** Counts across all workers, and passes the count to `tell`. */
  count(key: string, windowMs: number, tell: (count: RequestCount) => void): void
  /** Reports an uncaught error to the primary, which counts it. */
  reportUncaught(): void
}

/** Joins the workers forked by the primary. When the primary ends, `node:cluster` ends this process. */
export function joinWorkers(): Workers {
  const waiting = new Map<number, (result: unknown) => void>()
  const answers = new Map<Question, () => Promise<unknown>>()
  let lastId = 0
  // Without a callback, a closed channel would emit an unhandled error.
  const send = (message: WorkerMessage) => void process.send?.(message, undefined, undefined, () => {})
  const request = (toMessage: (id: number) => WorkerMessage, tell: (result: unknown) => void) => {
    const id = ++lastId
    waiting.set(id, tell)
    send(toMessage(id))
  }
  const reply = async (id: number, question: Question) => {
    // A worker that fails to answer is left out.
    const answer = await answers
      .get(question)?.()
      .catch(() => undefined)
    send({ type: 'answer', id, answer })
  }
  process.on('message', (message: PrimaryMessage) => {
    if (message.type === 'result') {
      waiting.get(message.id)?.(message.result)
      waiting.delete(message.id)
    } else {
      void reply(message.id, message.question)
    }
  })
  // The server keeps the process running, not the channel to the primary.
  process.channel?.unref()
  return {
    id: cluster.worker?.id ?? 0,
    ask: (question, timeoutMs) =>
      new Promise((resolve) => {
        request(
          (id) => ({ type: 'ask', id, question, timeoutMs }),
          (result) => resolve(result as readonly unknown[]),
        )
      }),
    onQuestion: (question, answer) => void answers.set(question, answer),
    count(key, windowMs, tell) {
      request(
        (id) => ({ type: 'count', id, key, windowMs }),
        (result) => tell(result as RequestCount),
      )
    },
    reportUncaught: () => send({ type: 'uncaught' }),
  }
}
