import type { Program } from './command.js'
import { run } from './run.js'

/** Runs a program as this process: its arguments, streams and signals. */
export async function main(program: Program): Promise<void> {
  const interruption = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Once: a second Ctrl-C ends the process at once.
    process.once(signal, () => interruption.abort())
  }
  // The reader of the output may stop reading, as in `| head`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  // Messages for people are not worth failing for.
  process.stderr.on('error', () => {})
  // Nothing more will be typed on a terminal that is gone.
  process.stdin.on('error', () => interruption.abort())
  const { stdin, stdout, stderr, env } = process
  process.exitCode = await run(program, process.argv.slice(2), { stdin, stdout, stderr, env, signal: interruption.signal })
}
