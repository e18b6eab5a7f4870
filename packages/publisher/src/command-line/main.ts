import type { Program } from './command.js'
import { run } from './run.js'

/** Runs a program with the arguments, streams and signals of this process. */
export async function main(program: Program): Promise<void> {
  const interruption = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Only once, so that a second Ctrl-C terminates the process immediately.
    process.once(signal, () => interruption.abort())
  }
  // The reader of the output may close the pipe, as `| head` does.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  // Failing to write diagnostics must not fail the command.
  process.stderr.on('error', () => {})
  // A closed terminal provides no further input.
  process.stdin.on('error', () => interruption.abort())
  const { stdin, stdout, stderr, env } = process
  process.exitCode = await run(program, process.argv.slice(2), { stdin, stdout, stderr, env, signal: interruption.signal })
}
