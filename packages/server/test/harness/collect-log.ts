import { Writable } from 'node:stream'
import { type Logger, pino } from 'pino'

/** A log whose lines a test can read. */
export function collectLog(): { readonly lines: readonly string[]; readonly log: Logger } {
  const lines: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  return { lines, log: pino(stream) }
}
