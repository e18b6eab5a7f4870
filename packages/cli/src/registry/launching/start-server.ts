import { once } from 'node:events'
import { constants } from 'node:os'
import type { LaunchProcess } from '@mcp-registry/client'
// On Windows most runners are .cmd files, for which only cross-spawn passes arguments correctly.
import spawn from 'cross-spawn'
import type { Context } from '@mcp-registry/publisher/command-line'
import { toStartError } from '@mcp-registry/publisher/launching'

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Runs a server on the streams of this process until it exits. Returns its exit code, or 128 plus the signal number. */
export async function startServer(server: LaunchProcess, { env }: Pick<Context, 'env'>): Promise<number> {
  const child = spawn(server.command, [...server.args], { stdio: 'inherit', env: { ...env, ...server.env }, shell: false })
  const forward = (signal: NodeJS.Signals) => {
    // On a terminal, the server receives Ctrl-C directly.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  for (const signal of FORWARDED) process.on(signal, forward)
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
    return code ?? 128 + (signal === null ? 0 : constants.signals[signal])
  } catch (error) {
    throw toStartError(server, error)
  } finally {
    for (const signal of FORWARDED) process.off(signal, forward)
  }
}
