import type { Logger } from 'pino'
import type { Metrics } from './metrics/open-metrics.js'
import type { Workers } from './workers/join-workers.js'

// Added to the shutdown timeout, for closing the store and killing workers.
const EXIT_GRACE_MS = 10_000

/** Handles uncaught errors until it is disposed. */
export interface UncaughtWatch extends Disposable {
  /** Aborted by the first uncaught error. The state of the process is unknown after it, so the process must stop. */
  readonly signal: AbortSignal
}

interface WatchServices {
  readonly log: Logger
  readonly metrics: Pick<Metrics, 'countUncaught'>
  readonly workers: Pick<Workers, 'reportUncaught'> | undefined
}

/**
 * Turns the first uncaught exception or unhandled rejection into a graceful shutdown: it is logged and counted, and the signal is
 * aborted. A second one, or a shutdown that takes too long, ends the process immediately.
 */
export function watchUncaught({ log, metrics, workers }: WatchServices, shutdownTimeoutMs: number): UncaughtWatch {
  const first = new AbortController()
  // Node also emits `uncaughtException` for unhandled rejections.
  const handle = (error: unknown, origin: NodeJS.UncaughtExceptionOrigin) => {
    // The primary keeps the count, since that of a worker is lost when it exits.
    if (workers === undefined) metrics.countUncaught()
    else workers.reportUncaught()
    if (first.signal.aborted) {
      log.fatal({ err: error, origin }, 'Another error was not handled, during the shutdown. The process ends.')
      process.exit(1)
    }
    log.fatal({ err: error, origin }, 'An error was not handled. The server stops.')
    first.abort(new Error('The server stopped because of an unhandled error. See the log.', { cause: error }))
    setTimeout(() => process.exit(1), shutdownTimeoutMs + EXIT_GRACE_MS).unref()
  }
  process.on('uncaughtException', handle)
  return { signal: first.signal, [Symbol.dispose]: () => void process.off('uncaughtException', handle) }
}
