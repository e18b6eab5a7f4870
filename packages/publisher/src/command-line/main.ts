import { hasCode } from '@mcp-registry/contract'
import type { Program } from './command.js'
import { run } from './run.js'

/** Runs a program with the arguments, streams and signals of this process. */
export async function main(program: Program): Promise<void> {
  const interruption = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Only once, so that a second Ctrl-C terminates the process immediately.
    process.once(signal, () => interruption.abort())
  }
  // The reader of the output may stop reading, as in `| head`.
  process.stdout.on('error', (error) => process.exit(hasCode(error, 'EPIPE') ? 0 : 1))
  // Messages for people are not worth failing for.
  process.stderr.on('error', () => {})
  // A closed terminal provides no further input.
  process.stdin.on('error', () => interruption.abort())
  const { stdin, stdout, stderr, env } = process
  process.exitCode = await run(program, process.argv.slice(2), { stdin, stdout, stderr, env, signal: interruption.signal })
}
