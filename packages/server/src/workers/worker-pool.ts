import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import type { Logger } from 'pino'
import type { Metrics } from '../metrics/open-metrics.js'
import type { WorkerMessage } from './messages.js'
import { Relay } from './relay.js'

const MIN_DELAY_MS = 100
const MAX_DELAY_MS = 10_000
const CALM_MS = 60_000

interface PoolServices {
  readonly log: Logger
  readonly metrics: Pick<Metrics, 'countUncaught' | 'getUncaught'>
}

/**
 * Worker processes that run this program and share a port. A worker that ends is replaced: the first time at once, then with a growing
 * delay if workers keep ending.
 */
export class WorkerPool {
  readonly #log: Logger
  readonly #relay: Relay
  readonly #startProcess: () => Worker
  readonly #workers = new Set<Worker>()
  #state: 'starting' | 'running' | 'stopping' = 'starting'
  #delayMs = 0
  #lastEndAt = Number.NEGATIVE_INFINITY

  constructor({ log, metrics }: PoolServices, startProcess: () => Worker = () => cluster.fork()) {
    this.#log = log
    this.#relay = new Relay(metrics)
    this.#startProcess = startProcess
  }

  /** Resolves to the port when all workers are listening. Rejects if one of them fails to listen. */
  async start(count: number): Promise<number> {
    // An error that prevents the first worker from listening affects all of them, so it is reported once.
    const port = await this.#fork()
    await Promise.all(Array.from({ length: count - 1 }, () => this.#fork()))
    if (this.#state === 'starting') this.#state = 'running'
    return port
  }

  /** Asks all workers to finish their work, and resolves when they have ended. */
  async stop(timeoutMs: number): Promise<void> {
    this.#state = 'stopping'
    const ends = [...this.#workers].map((worker) => once(worker, 'exit'))
    for (const worker of this.#workers) worker.process.kill('SIGTERM')
    const deadline = setTimeout(() => {
      for (const worker of this.#workers) worker.process.kill('SIGKILL')
    }, timeoutMs)
    await Promise.all(ends)
    clearTimeout(deadline)
  }

  async #fork(): Promise<number> {
    const worker = this.#start()
    this.#workers.add(worker)
    worker.on('message', (message: WorkerMessage) => this.#relay.receive(worker, message))
    return new Promise((resolve, reject) => {
      let hasListened = false
      worker.once('listening', ({ port }: { port: number }) => {
        hasListened = true
        this.#relay.add(worker)
        resolve(port)
      })
      const end = (how: string) => {
        if (!this.#workers.delete(worker)) return
        this.#relay.remove(worker)
        reject(new Error(`A worker process ended with ${how} before it listened. What it said stands above.`))
        // A worker that fails to listen during startup makes the start fail and is not replaced.
        if (this.#state === 'running' || (this.#state === 'starting' && hasListened)) this.#replace(worker.process.pid, how)
      }
      worker.once('exit', (code: number | null, signal: string | null) => end(signal ?? `code ${code}`))
      // Also emitted for a signal or message that could not be sent. A process that was never spawned has no 'exit' event.
      worker.on('error', (error: Error) => {
        this.#log.error({ err: error, worker: worker.process.pid }, 'A worker process failed.')
        if (worker.process.pid === undefined) end(error.message)
      })
    })
  }

  #start(): Worker {
    try {
      return this.#startProcess()
    } catch (error) {
      if (this.#state === 'running') this.#replace(undefined, String(error))
      throw error
    }
  }

  #replace(pid: number | undefined, how: string): void {
    const now = performance.now()
    if (now - this.#lastEndAt > CALM_MS) this.#delayMs = 0
    this.#lastEndAt = now
    const delayMs = this.#delayMs
    this.#delayMs = Math.min(MAX_DELAY_MS, Math.max(MIN_DELAY_MS, delayMs * 2))
    this.#log.error({ worker: pid, how, delayMs }, 'A worker process ended by itself; another one takes its place.')
    setTimeout(() => {
      // If the new worker ends at once, that is handled like any other exit.
      if (this.#state !== 'stopping') this.#fork().catch(() => {})
    }, delayMs).unref()
  }
}
