import type { Worker } from 'node:cluster'
import type { Metrics } from '../metrics/open-metrics.js'
import type { PrimaryMessage, WorkerMessage } from './messages.js'
import { RequestCounts } from './request-counts.js'

interface Round {
  readonly answers: unknown[]
  readonly missing: Set<Worker>
  readonly finish: () => void
}

type RelayMetrics = Pick<Metrics, 'countUncaught' | 'getUncaught'>

/**
 * The primary's side of the messaging between workers: forwards questions to all others, collects the answers, and keeps the common counts.
 */
export class Relay {
  readonly #members = new Set<Worker>()
  readonly #rounds = new Map<number, Round>()
  readonly #counts = new RequestCounts()
  readonly #metrics: RelayMetrics
  #lastId = 0

  constructor(metrics: RelayMetrics) {
    this.#metrics = metrics
  }

  /** Adds a worker, which then receives questions. */
  add(worker: Worker): void {
    this.#members.add(worker)
  }

  /** Removes a worker that has ended. Pending questions no longer wait for it. */
  remove(worker: Worker): void {
    this.#members.delete(worker)
    for (const round of this.#rounds.values()) settle(round, worker)
  }

  receive(worker: Worker, message: WorkerMessage): void {
    switch (message.type) {
      case 'count': {
        const result = this.#counts.count(message.key, message.windowMs, Date.now())
        send(worker, { type: 'result', id: message.id, result })
        break
      }
      case 'answer': {
        const round = this.#rounds.get(message.id)
        if (round === undefined) break
        if (message.answer !== undefined) round.answers.push(message.answer)
        settle(round, worker)
        break
      }
      case 'uncaught':
        this.#metrics.countUncaught()
        break
      case 'ask':
        void this.#ask(worker, message)
    }
  }

  async #ask(asker: Worker, { id, question, timeoutMs }: WorkerMessage & { type: 'ask' }): Promise<void> {
    const roundId = ++this.#lastId
    const answers: unknown[] = question === 'metrics' ? [await this.#metrics.getUncaught()] : []
    const finish = () => {
      clearTimeout(timer)
      if (this.#rounds.delete(roundId)) send(asker, { type: 'result', id, result: answers })
    }
    // An unresponsive worker must not block the others.
    const timer = setTimeout(finish, timeoutMs)
    const missing = new Set([...this.#members].filter((worker) => worker !== asker))
    this.#rounds.set(roundId, { answers, missing, finish })
    for (const worker of missing) send(worker, { type: 'question', id: roundId, question })
    if (missing.size === 0) finish()
  }
}

function settle({ missing, finish }: Round, worker: Worker): void {
  if (missing.delete(worker) && missing.size === 0) finish()
}

function send(worker: Worker, message: PrimaryMessage): void {
  // A worker that is just ending needs no message. Its exit is handled elsewhere.
  if (worker.isConnected()) worker.send(message, () => {})
}
