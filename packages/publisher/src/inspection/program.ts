import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { LaunchProcess } from '@mcp-registry/client'
import { CommandError } from '../command-line/explain-error.js'
import { toSafeText } from '../command-line/safe-text.js'
import { toStartError } from '../launching/to-start-error.js'
import { MAX_STDERR_LENGTH } from './limits.js'

/** A server that was started. Disposing of it ends it, and the processes that it has started. */
export interface Program extends AsyncDisposable {
  readonly stdin: Writable
  readonly stdout: Readable
  /** Resolves when the program has ended, with how it did; rejects if it cannot be started. */
  readonly ended: Promise<string>
}

/** The last lines that servers wrote to standard error. */
export interface StderrTail {
  push(text: string): void
  /** The tail for a message, made safe; empty if there is none. */
  toText(): string
}

// How long a program may take to end after its input has ended, which most servers do not notice, and after it was told to end.
const END_OF_INPUT_MS = 200
const TERMINATION_MS = 2_000

/** Starts a server with pipes on its streams. */
export function startProgram(
  server: LaunchProcess,
  { cwd, env, stderr }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly stderr: StderrTail },
): Program {
  const child = spawnPortably(server, { cwd, env: { ...env, ...server.env }, stdio: 'pipe' })
  const { stdin, stdout } = child
  if (stdin === null || stdout === null) throw new Error('The program has no pipes.')
  // The end of the program explains why its input is closed.
  stdin.on('error', () => {})
  stdout.on('error', () => {})
  child.stderr?.setEncoding('utf8').on('data', (text: string) => stderr.push(text))
  child.stderr?.on('error', () => {})
  const ended = waitForEnd(child, server)
  // Whoever waits for it handles it.
  ended.catch(() => {})
  return {
    stdin,
    stdout,
    ended,
    async [Symbol.asyncDispose]() {
      stdin.end()
      await waitAtMost(ended, END_OF_INPUT_MS)
      await killTree(child, 'SIGTERM')
      await waitAtMost(ended, TERMINATION_MS)
      // Also ends what the program has left behind.
      await killTree(child, 'SIGKILL')
      stdout.destroy()
      child.stderr?.destroy()
    },
  }
}

/** Keeps the last {@link MAX_STDERR_LENGTH} characters. */
export function openStderrTail(): StderrTail {
  let tail = ''
  return {
    push(text) {
      tail = (tail + text).slice(-MAX_STDERR_LENGTH)
    },
    toText() {
      const lines = toSafeText(tail).trim().split('\n').slice(-10)
      const text = lines.map((line) => `  ${line.trimEnd()}`).join('\n')
      return text.trim() === '' ? '' : `\nThe end of its standard error:\n${text}`
    },
  }
}

async function waitForEnd(child: ChildProcess, server: LaunchProcess): Promise<string> {
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
    // What it wrote last is still in the pipes.
    if (child.stderr?.readableEnded === false) await waitAtMost(once(child, 'close'), 200)
    return code === null ? `was ended by ${signal}` : `ended with exit code ${code}`
  } catch (error) {
    throw toStartError(server, error)
  }
}

async function waitAtMost(promise: Promise<unknown>, milliseconds: number): Promise<void> {
  const timer = new AbortController()
  const pause = delay(milliseconds, undefined, { signal: timer.signal }).catch(() => {})
  await Promise.race([promise.catch(() => {}), pause])
  timer.abort()
}

function spawnPortably({ command, args }: LaunchProcess, options: SpawnOptions): ChildProcess {
  // A group of its own, so that runners end together with the server that they have started.
  if (process.platform !== 'win32') return spawn(command, [...args], { ...options, detached: true })
  // Most runners are .cmd files, which only cmd starts.
  return spawn([command, ...args].map(quoteForCmd).join(' '), { ...options, shell: true, windowsHide: true })
}

/** Quotes a string as one argument for cmd and for the program that it starts. */
export function quoteForCmd(text: string): string {
  if (/["%\r\n]/.test(text))
    throw new CommandError(
      `The argument ${JSON.stringify(text)} cannot be passed through cmd. Start the server without it: --command -- <program>`,
    )
  return /^[\w./:\\@=+-]+$/.test(text) ? text : `"${text.replace(/(?<!\\)\\+$/, '$&$&')}"`
}

async function killTree({ pid, exitCode, signalCode }: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (pid === undefined) return
  if (process.platform === 'win32') {
    if (exitCode !== null || signalCode !== null) return
    const killer = spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true })
    await once(killer, 'exit').catch(() => {})
    return
  }
  try {
    process.kill(-pid, signal)
  } catch {
    // All processes of the group have ended.
  }
}
