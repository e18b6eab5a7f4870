import type { Logger } from 'pino'
import type { Metrics } from './metrics/open-metrics.js'
import type { Workers } from './workers/join-workers.js'

// Beyond the time that requests in flight have: closing the store, or workers that must be killed.
const EXIT_GRACE_MS = 10_000

/** Watches for errors that nothing has handled, until it is disposed of. */
export interface UncaughtWatch extends Disposable {
  /** Aborted by the first such error: after it the state of the process is unknown, so it has to stop. */
  readonly signal: AbortSignal
}

interface WatchServices {
  readonly log: Logger
  readonly metrics: Pick<Metrics, 'countUncaught'>
  readonly workers: Pick<Workers, 'reportUncaught'> | undefined
}

/**
 * Turns the first exception or rejection that nothing has handled into an orderly shutdown: it is logged and counted, and the signal
 * tells the server to stop. A second one, or a shutdown that takes too long, ends the process at once.
 */
export function watchUncaught({ log, metrics, workers }: WatchServices, shutdownTimeoutMs: number): UncaughtWatch {
  const first = new AbortController()
  // Node raises a rejection without a handler as an exception, too.
  const handle = (error: unknown, origin: NodeJS.UncaughtExceptionOrigin) => {
    // The count of a worker would end with it.
    if (workers === undefined) metrics.countUncaught()
    else workers.reportUncaught()
    if (first.signal.aborted) {
      log.fatal({ err: error, origin }, 'Another error was not handled, during the shutdown. The process ends.')
      process.exit(1)
    }
    log.fatal({ err: error, origin }, 'An error was not handled. The server stops.')
    first.abort(new Error('The server stopped because an error was not handled. The log has it.', { cause: error }))
    setTimeout(() => process.exit(1), shutdownTimeoutMs + EXIT_GRACE_MS).unref()
  }
  process.on('uncaughtException', handle)
  return { signal: first.signal, [Symbol.dispose]: () => void process.off('uncaughtException', handle) }
}
