import { findUrl } from '@mcp-registry/contract'
import { CommandError } from '../command-line/explain-error.js'
import { openByteBudget, type OpenChannel } from './channel.js'
import { type HttpEndpoint, requestEndpoint } from './http-endpoint.js'
import { readEvents } from './read-events.js'

/** The HTTP+SSE transport of revision 2024-11-05: a stream of events, which begins with the URL for messages. */
export function toSseChannel(endpoint: HttpEndpoint): OpenChannel {
  const url = new URL(endpoint.launch.url)
  return async ({ receive, fail }, signal) => {
    const closing = new AbortController()
    const signals = AbortSignal.any([signal, closing.signal])
    const response = await requestEndpoint(endpoint, url, {
      method: 'GET',
      headers: { accept: 'text/event-stream' },
      signal: signals,
    })
    const events = readEvents(response.body ?? new ReadableStream(), openByteBudget())
    const messages = await openStream(events, url, endpoint.place).catch((error: unknown) => {
      closing.abort()
      throw error
    })
    const follow = async () => {
      for await (const { type, data } of events) if (type === 'message') receive(JSON.parse(data))
      throw new CommandError(`${endpoint.place} has ended the stream.`)
    }
    follow().catch((error: unknown) => closing.signal.aborted || fail(toFailure(error, endpoint.place)))
    return {
      async send(message) {
        const answer = await requestEndpoint(endpoint, messages, {
          method: 'POST',
          body: JSON.stringify(message),
          headers: { 'content-type': 'application/json' },
          signal: signals,
        })
        await answer.body?.cancel().catch(() => {})
      },
      async [Symbol.asyncDispose]() {
        closing.abort()
      },
    }
  }
}

/** The URL for messages, which is the first event. */
async function openStream(events: AsyncGenerator<{ type: string; data: string }>, url: URL, place: string): Promise<URL> {
  const { value, done } = await events.next()
  const target = done !== true && value.type === 'endpoint' ? findUrl(value.data, url.href) : undefined
  if (target?.origin === url.origin) return target
  throw new CommandError(
    `${place} does not begin its stream with the "endpoint" event of this transport. Check whether the transport is streamable-http rather than sse.`,
  )
}

function toFailure(error: unknown, place: string): Error {
  if (error instanceof SyntaxError) return new CommandError(`${place} sends an event that is no message.`)
  return error instanceof Error ? error : new Error(String(error))
}
