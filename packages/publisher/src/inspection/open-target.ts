import { setTimeout as delay } from 'node:timers/promises'
import type { HttpLaunch, LaunchProcess } from '@mcp-registry/client'
import type { Context } from '../command-line/command.js'
import { CommandError } from '../command-line/explain-error.js'
import { toSafeLine } from '../command-line/safe-text.js'
import type { Host } from '../host.js'
import { requireUnusedUrl } from '../launching/require-unused-url.js'
import { withoutSecrets } from '../launching/without-secrets.js'
import type { OpenChannel } from './channel.js'
import { type HttpEndpoint, requestEndpoint, UnreachableError } from './http-endpoint.js'
import { openStderrTail, type Program, startProgram } from './program.js'
import { toSseChannel } from './sse-channel.js'
import { toStdioChannel } from './stdio-channel.js'
import { toStreamableHttpChannel } from './streamable-http-channel.js'

/** A server to inspect, and what it wrote beside its messages. */
export interface Target extends AsyncDisposable {
  readonly openChannel: OpenChannel
  /** The first line of standard output that is no message. */
  findStrayLine(): string | undefined
  /** The end of its standard error, for a message. */
  toStderrText(): string
}

const PAUSE_MS = 200

/** A server on the standard streams of a program, which is started for each session. */
export function openProgramTarget({ cwd }: Host, { env }: Context, server: LaunchProcess): Target {
  const stderr = openStderrTail()
  let stray: string | undefined
  return {
    openChannel: toStdioChannel(
      () => startProgram(server, { cwd, env, stderr }),
      (line) => (stray ??= line),
    ),
    findStrayLine: () => stray,
    toStderrText: () => stderr.toText(),
    [Symbol.asyncDispose]: async () => {},
  }
}

/** A server behind a URL. If it is a package, it is started, and the first session waits until it can be reached. */
export function openHttpTarget({ cwd, fetch }: Host, { env }: Context, launch: HttpLaunch): Target {
  const stderr = openStderrTail()
  const endpoint: HttpEndpoint = { launch, place: toSafeLine(withoutSecrets(launch).url), fetch }
  const channel = launch.type === 'sse' ? toSseChannel(endpoint) : toStreamableHttpChannel(endpoint)
  let program: Program | undefined
  const start = async (server: LaunchProcess, signal: AbortSignal) => {
    if (program !== undefined) return program
    await requireUnusedUrl(launch.url, endpoint.place)
    program = startProgram(server, { cwd, env, stderr })
    program.stdout.resume()
    await Promise.race([waitUntilReachable(endpoint, signal), refuseEnd(program)])
    return program
  }
  return {
    async openChannel(receiver, signal) {
      if (launch.start !== undefined) {
        const started = await start(launch.start, signal)
        refuseEnd(started).catch((error: unknown) => receiver.fail(error instanceof Error ? error : new Error(String(error))))
      }
      return channel(receiver, signal)
    },
    findStrayLine: () => undefined,
    toStderrText: () => stderr.toText(),
    [Symbol.asyncDispose]: async () => program?.[Symbol.asyncDispose](),
  }
}

async function refuseEnd({ ended }: Program): Promise<never> {
  throw new CommandError(`The server ${await ended} before it had answered.`)
}

/** Resolves when the server answers anything. Its first request is then an ordinary one. */
async function waitUntilReachable(endpoint: HttpEndpoint, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      const response = await requestEndpoint(endpoint, new URL('/', endpoint.launch.url), { headers: {}, signal })
      await response.body?.cancel()
      return
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof UnreachableError)) return
      await delay(PAUSE_MS, undefined, { signal }).catch(() => signal.throwIfAborted())
    }
  }
}
