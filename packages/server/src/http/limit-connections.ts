import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Logger } from 'pino'
import { findOpenFileLimit } from '../find-open-file-limit.js'

// The embedded database alone opens 160 files at the start, and more as it grows; besides there are connections to the database and to
// other hosts, and downloads of exports.
const OTHER_FILES = 384
const REPORT_INTERVAL_MS = 60_000

/**
 * Leaves room for the files of the database: connections that nothing limits take every file descriptor of the process, and then no
 * publication can be written. More connections than there is room for are closed at once, which the log says.
 */
export function limitConnections(server: Server, { log }: { readonly log: Logger }): void {
  const openFiles = findOpenFileLimit()
  const limit = openFiles === undefined ? Number.POSITIVE_INFINITY : Math.max(1, openFiles - OTHER_FILES)
  let open = 0
  let reportedAtMs = Number.NEGATIVE_INFINITY
  // Not `maxConnections`: of a connection beyond it, a worker process makes the others the offer, again and again while all are full.
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
      'Connections are refused: as many are open as the limit on open files allows. Raise it, for example with LimitNOFILE= or ulimit -n.',
    )
  })
  // While it starts to listen, whoever called for that gets the error.
  server.once('listening', () => {
    server.on('error', (error) => log.error({ err: error }, 'A connection could not be accepted.'))
  })
}
