import { destination, type Logger, pino } from 'pino'

// The maximum size of the buffer while the log cannot be written. Further lines are dropped.
const MAX_BUFFERED_BYTES = 1024 * 1024

/** Opens the log: JSON Lines on standard output. If writing fails, for example on a full disk, the server continues without a log. */
export function openLog(level: string): Logger {
  const stdout = destination({ dest: 1, sync: true, maxLength: MAX_BUFFERED_BYTES })
  let isReported = false
  stdout.on('error', (error: Error) => {
    if (!isReported) process.emitWarning(`The log cannot be written: ${error.message}`)
    isReported = true
  })
  return pino({ level, timestamp: pino.stdTimeFunctions.isoTime }, stdout)
}
