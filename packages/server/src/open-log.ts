import { destination, type Logger, pino } from 'pino'

// What is held while the log cannot be written; more is dropped.
const MAX_HELD_BYTES = 1024 * 1024

/** The log: lines of JSON on standard output. Where that cannot be written, a full disk for one, the server goes on without it. */
export function openLog(level: string): Logger {
  const stdout = destination({ dest: 1, sync: true, maxLength: MAX_HELD_BYTES })
  let isReported = false
  stdout.on('error', (error: Error) => {
    if (!isReported) process.emitWarning(`The log cannot be written: ${error.message}`)
    isReported = true
  })
  return pino({ level, timestamp: pino.stdTimeFunctions.isoTime }, stdout)
}
