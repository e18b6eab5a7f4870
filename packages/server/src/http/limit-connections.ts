import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Logger } from 'pino'
import { findOpenFileLimit } from '../find-open-file-limit.js'

// The embedded database opens 160 files at start-up, and more as it grows. Connections to the database and to other hosts and downloads of
// exports take the rest.
const OTHER_FILES = 384
const REPORT_INTERVAL_MS = 60_000

/**
 * Reserves file descriptors for the database: without a limit, connections can use up those of the process, and publications fail. Further
 * connections are closed at once, with a warning in the log.
 */
export function limitConnections(server: Server, { log }: { readonly log: Logger }): void {
  const openFiles = findOpenFileLimit()
  const limit = openFiles === undefined ? Number.POSITIVE_INFINITY : Math.max(1, openFiles - OTHER_FILES)
  let open = 0
  let reportedAtMs = Number.NEGATIVE_INFINITY
  // Not `maxConnections`: beyond it, a worker process hands the connection to the next worker, in an endless loop while all are full.
  server.on('connection', (socket: Socket) => {
    open += 1
    socket.once('close', () => (open -= 1))
    if (open <= limit) return
    socket.destroy()
    const now = performance.now()
    if (now - reportedAtMs < REPORT_INTERVAL_MS) return
    reportedAtMs = now
    log.warn(
      { connections: limit, openFiles },
      'Connections are refused: the limit on open files allows no more. Raise it, for example with LimitNOFILE= or ulimit -n.',
    )
  })
  // Before that, `listen` rejects with the error.
  server.once('listening', () => {
    server.on('error', (error) => log.error({ err: error }, 'A connection could not be accepted.'))
  })
}
