import { isRecord } from '@mcp-registry/contract'
import { CommandError } from '../command-line/explain-error.js'
import { toSafeLine } from '../command-line/safe-text.js'
import type { Channel, JsonRpcMessage, OpenChannel } from './channel.js'
import { MAX_MESSAGES, MAX_SHOWN_LENGTH } from './limits.js'

/** The JSON-RPC code for a method that the receiver does not have. */
const METHOD_NOT_FOUND = -32601

/** A server answered a request with an error. */
export class RefusedRequestError extends CommandError {
  readonly isUnknownMethod: boolean

  constructor(method: string, { code, message }: Readonly<Record<string, unknown>>) {
    const reason = toSafeLine(message).slice(0, MAX_SHOWN_LENGTH)
    super(`The server answers ${method} with an error: ${reason || 'it gives no reason'} (${toSafeLine(code).slice(0, 20)}).`)
    this.isUnknownMethod = code === METHOD_NOT_FOUND
  }
}

/** A conversation with an MCP server. */
export interface Session extends AsyncDisposable {
  /** The result of a request. Throws {@link RefusedRequestError} if the server answers with an error. */
  request(method: string, params?: object): Promise<Readonly<Record<string, unknown>>>
  notify(method: string): Promise<void>
  setProtocolVersion(version: string): void
}

interface Pending {
  readonly method: string
  readonly resolve: (result: Readonly<Record<string, unknown>>) => void
  readonly reject: (error: unknown) => void
}

/**
 * Opens a session, without the `initialize` request. It offers no capabilities, so that every request of the server but a ping is refused.
 * (The official SDK would do the same, but installs four times as many packages as this command has.)
 */
export async function openSession(open: OpenChannel, signal: AbortSignal): Promise<Session> {
  signal.throwIfAborted()
  const pending = new Map<unknown, Pending>()
  let failure: Error | undefined
  let lastId = 0
  const fail = (error: Error) => {
    failure ??= error
    for (const { reject } of pending.values()) reject(failure)
    pending.clear()
  }
  const abort = () => fail(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
  signal.addEventListener('abort', abort, { once: true })
  let channel: Channel | undefined
  let messages = 0
  const receive = (message: unknown): void => {
    if (++messages > MAX_MESSAGES)
      return fail(new CommandError(`The server sends more than ${MAX_MESSAGES} messages for a few requests.`))
    // Revision 2025-03-26 allows batches.
    if (Array.isArray(message)) return message.forEach((item) => !Array.isArray(item) && receive(item))
    if (!isRecord(message)) return
    if (typeof message['method'] === 'string') {
      // A server that does not take the answer shows it by not answering.
      if (message['id'] !== undefined) void channel?.send(toAnswer(message)).catch(() => {})
      return
    }
    const request = pending.get(message['id'])
    const { result, error } = message
    if (isRecord(result)) request?.resolve(result)
    else request?.reject(new RefusedRequestError(request.method, isRecord(error) ? error : { message: 'no result' }))
    // Last: a request that is no longer pending cannot fail, so that its sender would wait forever.
    pending.delete(message['id'])
  }
  const send = async (message: JsonRpcMessage): Promise<void> => {
    if (failure) throw failure
    await channel?.send(message)
  }
  try {
    channel = await open({ receive, fail }, signal)
  } catch (error) {
    signal.removeEventListener('abort', abort)
    throw failure ?? error
  }
  return {
    async request(method, params) {
      const id = ++lastId
      return new Promise((resolve, reject) => {
        pending.set(id, { method, resolve, reject })
        send({ jsonrpc: '2.0', id, method, ...(params !== undefined && { params }) }).catch((error: unknown) => {
          pending.delete(id)
          reject(failure ?? error)
        })
      })
    },
    notify: (method) => send({ jsonrpc: '2.0', method }),
    setProtocolVersion: (version) => channel?.setProtocolVersion?.(version),
    async [Symbol.asyncDispose]() {
      signal.removeEventListener('abort', abort)
      await channel?.[Symbol.asyncDispose]()
    },
  }
}

function toAnswer({ id, method }: Readonly<Record<string, unknown>>): JsonRpcMessage {
  if (method === 'ping') return { jsonrpc: '2.0', id, result: {} }
  return { jsonrpc: '2.0', id, error: { code: METHOD_NOT_FOUND, message: 'Method not found' } }
}
