import type { Program } from './command.js'
import { run } from './run.js'

/** Runs a program as this process: its arguments, streams and signals. */
export async function main(program: Program): Promise<void> {
  const interruption = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Once: a second Ctrl-C ends the process at once.
    process.once(signal, () => interruption.abort())
  }
  // Whoever reads the output may stop reading: `| head`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  const { stdin, stdout, stderr, env } = process
  process.exitCode = await run(program, process.argv.slice(2), { stdin, stdout, stderr, env, signal: interruption.signal })
}
