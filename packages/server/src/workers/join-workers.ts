import cluster from 'node:cluster'
import type { PrimaryMessage, Question, RequestCount, WorkerMessage } from './messages.js'

/** The other workers behind the same port, as one of them sees them. */
export interface Workers {
  /** Of this worker; never used again after its end. */
  readonly id: number
  /** The answers of the others that came in time. */
  ask(question: Question, timeoutMs: number): Promise<readonly unknown[]>
  /** Has `answer` called whenever another worker asks. It must not throw. */
  onQuestion(question: Question, answer: () => Promise<unknown>): void
  /** Counts for all workers together, and tells the count. */
  count(key: string, windowMs: number, tell: (count: RequestCount) => void): void
  /** Has the primary count an error that nothing has handled. */
  reportUncaught(): void
}

/** Joins the workers that the primary has forked. The end of the primary is the end of this process: `node:cluster` sees to that. */
export function joinWorkers(): Workers {
  const waiting = new Map<number, (result: unknown) => void>()
  const answers = new Map<Question, () => Promise<unknown>>()
  let lastId = 0
  // Without a callback, a channel that is gone would be an error that nothing handles.
  const send = (message: WorkerMessage) => void process.send?.(message, undefined, undefined, () => {})
  const request = (toMessage: (id: number) => WorkerMessage, tell: (result: unknown) => void) => {
    const id = ++lastId
    waiting.set(id, tell)
    send(toMessage(id))
  }
  const reply = async (id: number, question: Question) => {
    // A worker that cannot answer is left out.
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
  // What keeps the process running is its server, not the line to the primary.
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
