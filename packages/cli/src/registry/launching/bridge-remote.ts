import type { HttpLaunch } from '@mcp-registry/client'
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { type JSONRPCMessage, isJSONRPCRequest, type RequestId } from '@modelcontextprotocol/sdk/types.js'
import { CommandError, type Context, toSafeLine } from '@mcp-registry/publisher/command-line'

/** The JSON-RPC error code, from the range for implementations, that the SDK uses for a closed connection. */
const CONNECTION_FAILED = -32000

/**
 * Forwards messages between the standard streams and a remote server, until the input has ended and every request has a response. `place`
 * is its URL without secrets. Fails if the server rejects the `initialize` request.
 */
export async function bridgeRemote(
  launch: HttpLaunch,
  place: string,
  { stdin, output, signal }: Pick<Context, 'stdin' | 'output' | 'signal'>,
): Promise<void> {
  const local = new StdioServerTransport(stdin, output.stdout)
  const remote = openRemote(launch)
  const waiting = new Map<RequestId, string>()
  let isInputAtEnd = false
  // Requests may overtake each other, but not the first request or an earlier notification.
  let before: Promise<unknown> = Promise.resolve()
  let open = () => {}
  try {
    await new Promise<void>((resolve, reject) => {
      const endIfDone = () => void (isInputAtEnd && waiting.size === 0 && resolve())
      const forget = (id: RequestId) => {
        if (waiting.get(id) === 'initialize') open()
        waiting.delete(id)
        endIfDone()
      }
      const refuse = async (id: RequestId, error: unknown) => {
        const message = `${place} ${explain(error, launch)}`
        await local.send({ jsonrpc: '2.0', id, error: { code: CONNECTION_FAILED, message } })
        if (waiting.get(id) === 'initialize') reject(new CommandError(toSafeLine(message)))
        else output.warn(toSafeLine(message))
        forget(id)
      }
      local.onmessage = (message) => {
        const sent = before.then(async () => remote.send(message))
        if (isJSONRPCRequest(message)) {
          waiting.set(message.id, message.method)
          if (message.method === 'initialize') before = new Promise<void>((answered) => (open = answered))
          sent.catch((error: unknown) => refuse(message.id, error)).catch(reject)
        } else {
          before = sent.catch((error: unknown) => output.warn(toSafeLine(`${place} ${explain(error, launch)}`)))
          const cancelled = findCancelled(message)
          if (cancelled !== undefined) waiting.delete(cancelled)
        }
      }
      remote.onmessage = (message) => {
        const id = 'method' in message ? undefined : message.id
        if (id !== undefined && waiting.get(id) === 'initialize') setVersion(remote, message)
        local.send(message).then(() => id !== undefined && forget(id), reject)
      }
      local.onerror = (error) => output.warn(toSafeLine(`A line of the input is no message: ${error.message}`))
      remote.onclose = () => reject(new CommandError(`${place} has ended the connection.`))
      const end = async () => {
        await before
        isInputAtEnd = true
        endIfDone()
      }
      stdin.once('end', () => void end())
      signal.addEventListener('abort', () => resolve(), { once: true })
      remote
        .start()
        .catch((error: unknown) => Promise.reject(new CommandError(toSafeLine(`${place} ${explain(error, launch)}`))))
        .then(() => local.start())
        .catch(reject)
    })
  } finally {
    delete remote.onclose
    // If a session cannot be terminated, it expires.
    if ('terminateSession' in remote) await remote.terminateSession().catch(() => {})
    await remote.close()
    await local.close()
  }
}

function openRemote({ type, url, headers }: HttpLaunch): StreamableHTTPClientTransport | SSEClientTransport {
  // Redirects are followed only within the origin, so that headers are not sent to another host.
  const options = { requestInit: { headers: { ...headers } } }
  return type === 'sse' ? new SSEClientTransport(new URL(url), options) : new StreamableHTTPClientTransport(new URL(url), options)
}

function setVersion(remote: ReturnType<typeof openRemote>, message: JSONRPCMessage): void {
  const version = 'result' in message ? message.result['protocolVersion'] : undefined
  if (typeof version === 'string') remote.setProtocolVersion(version)
}

function findCancelled(message: JSONRPCMessage): RequestId | undefined {
  if (!('method' in message) || message.method !== 'notifications/cancelled') return undefined
  const id = message.params?.['requestId']
  return typeof id === 'string' || typeof id === 'number' ? id : undefined
}

function explain(error: unknown, { headers }: HttpLaunch): string {
  const status = error instanceof Error && 'code' in error ? error.code : undefined
  if (status === 401 || status === 403)
    return Object.keys(headers).length > 0
      ? `refuses the headers that were given, with status ${status}.`
      : `asks for a login, with status ${status}. This command cannot log in; configure the server in a client that can, with "mcp-registry config".`
  if (typeof status === 'number' && status > 0) return `answers with status ${status}.`
  const cause = error instanceof Error ? (error.cause ?? error) : error
  return `cannot be reached: ${cause instanceof Error ? cause.message || cause.name : String(cause)}.`
}
