import { type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpLaunch, LaunchProcess } from '@mcp-registry/client'
import spawn from 'cross-spawn'
import { CommandError, type Context } from '@mcp-registry/publisher/command-line'
import { bridgeRemote } from './bridge-remote.js'
import { requireUnusedUrl, toStartError } from '@mcp-registry/publisher/launching'

/** A runner downloads the package first. */
const START_TIMEOUT_MS = 180_000
const POLL_INTERVAL_MS = 100
const ANSWER_TIMEOUT_MS = 2000
/** How long a server may take to end before it is killed. */
const END_TIMEOUT_MS = 5000

/**
 * Starts a server that listens at a URL, forwards messages between the standard streams and that URL, and stops the server at the end of the
 * input. What the server prints goes to standard error, since standard output carries the messages. Returns the exit code of a server that
 * ends by itself.
 */
export async function bridgeProcess(
  launch: HttpLaunch,
  server: LaunchProcess,
  place: string,
  context: Pick<Context, 'stdin' | 'output' | 'signal' | 'env'>,
): Promise<number | 'done'> {
  await requireUnusedUrl(launch.url, place)
  const child = spawn(server.command, [...server.args], {
    stdio: ['ignore', 2, 'inherit'],
    env: { ...context.env, ...server.env },
    shell: false,
    // A process group, so that what a runner starts ends with it. Windows has no such groups.
    detached: process.platform !== 'win32',
  })
  const ended = new AbortController()
  const exited = once(child, 'exit').finally(() => ended.abort()) as Promise<[number | null]>
  // Reported where it is awaited.
  exited.catch(() => {})
  const signal = AbortSignal.any([context.signal, ended.signal])
  try {
    if (await untilAnswering(launch.url, place, signal)) await bridgeRemote(launch, place, { ...context, signal })
    if (!ended.signal.aborted) return 'done'
    const [code] = await exited.catch((error: unknown) => Promise.reject(toStartError(server, error)))
    return code ?? 1
  } finally {
    await stop(child, exited)
  }
}

/** Waits for the server to listen. Returns false if the signal was aborted first. */
async function untilAnswering(url: string, place: string, signal: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + START_TIMEOUT_MS
  while (!signal.aborted) {
    if (await isAnswering(url)) return true
    if (performance.now() > deadline)
      throw new CommandError(`The server does not listen at ${place} after ${START_TIMEOUT_MS / 1000} seconds.`)
    await sleep(POLL_INTERVAL_MS)
  }
  return false
}

/** Whether there is any HTTP response from this URL, an error included. */
async function isAnswering(url: string): Promise<boolean> {
  const request = { method: 'OPTIONS', redirect: 'manual', signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) } as const
  return fetch(url, request).then(
    async (response) => {
      await response.body?.cancel()
      return true
    },
    () => false,
  )
}

async function stop(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  if (child.pid === undefined) return
  const { pid } = child
  const kill = (signal: NodeJS.Signals) => {
    try {
      if (process.platform === 'win32') child.kill(signal)
      else process.kill(-pid, signal)
    } catch {
      // The whole group has ended.
    }
  }
  kill('SIGTERM')
  const timer = setTimeout(() => kill('SIGKILL'), END_TIMEOUT_MS)
  await exited.catch(() => {})
  clearTimeout(timer)
}
