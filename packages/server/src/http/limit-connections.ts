import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Logger } from 'pino'
import { findOpenFileLimit } from '../find-open-file-limit.js'

// The embedded database opens 160 files at startup, and more as it grows. The rest is for connections to the database and to other hosts,
// and for downloads of exports.
const OTHER_FILES = 384
const REPORT_INTERVAL_MS = 60_000

/**
 * Limits connections to reserve file descriptors for the database. Without a limit, connections can exhaust the descriptors of the process,
 * and publications fail. Connections beyond the limit are closed immediately, and a warning is logged.
 */
export function limitConnections(server: Server, { log }: { readonly log: Logger }): void {
  const openFiles = findOpenFileLimit()
  const limit = openFiles === undefined ? Number.POSITIVE_INFINITY : Math.max(1, openFiles - OTHER_FILES)
  let open = 0
  let reportedAtMs = Number.NEGATIVE_INFINITY
  // Not `maxConnections`: a worker at that limit passes the connection to the next worker, in an endless loop if all are at the limit.
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
  // Before the server listens, errors reject `listen`.
  server.once('listening', () => {
    server.on('error', (error) => log.error({ err: error }, 'A connection could not be accepted.'))
  })
}
