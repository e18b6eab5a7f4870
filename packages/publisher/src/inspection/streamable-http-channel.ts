import { isRecord } from '@mcp-registry/contract'
import { CommandError } from '../command-line/explain-error.js'
import { openByteBudget, type OpenChannel } from './channel.js'
import { type HttpEndpoint, requestEndpoint } from './http-endpoint.js'
import { readEvents } from './read-events.js'

// How long the server may take to end a session, which it may also forget by itself.
const END_TIMEOUT_MS = 2_000

/** The streamable HTTP transport: each message is a request, whose response has the answer. Source: MCP, "Transports". */
export function toStreamableHttpChannel(endpoint: HttpEndpoint): OpenChannel {
  const url = new URL(endpoint.launch.url)
  return async ({ receive, fail }, signal) => {
    const spend = openByteBudget()
    let sessionId: string | undefined
    let protocolVersion: string | undefined
    const toHeaders = () => ({
      ...(sessionId !== undefined && { 'mcp-session-id': sessionId }),
      ...(protocolVersion !== undefined && { 'mcp-protocol-version': protocolVersion }),
    })
    return {
      async send(message) {
        const response = await requestEndpoint(endpoint, url, {
          method: 'POST',
          body: JSON.stringify(message),
          headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...toHeaders() },
          signal,
        })
        sessionId ??= response.headers.get('mcp-session-id') ?? undefined
        if (message.id === undefined || message.method === undefined) {
          await response.body?.cancel().catch(() => {})
          return
        }
        let isAnswered = false
        for await (const text of readTexts(response, spend)) {
          const value = findJson(text)
          receive(value)
          isAnswered ||= [value].flat().some((part) => isRecord(part) && part['id'] === message.id && !('method' in part))
          // The stream may stay open for what the server has to say later.
          if (isAnswered) break
        }
        if (!isAnswered)
          fail(new CommandError(`${endpoint.place} did not answer ${message.method}: the response has no message.`))
      },
      setProtocolVersion(version) {
        protocolVersion = version
      },
      async [Symbol.asyncDispose]() {
        if (sessionId === undefined) return
        await requestEndpoint(endpoint, url, {
          method: 'DELETE',
          headers: toHeaders(),
          signal: AbortSignal.timeout(END_TIMEOUT_MS),
        })
          .then((response) => response.body?.cancel())
          .catch(() => {})
      },
    }
  }
}

/** The JSON texts of a response: the whole body, or the data of each event. */
async function* readTexts(response: Response, spend: (bytes: number) => void): AsyncGenerator<string, void, undefined> {
  if (response.body === null) return
  if (response.headers.get('content-type')?.includes('text/event-stream') === true) {
    for await (const { data } of readEvents(response.body, spend)) yield data
    return
  }
  const decoder = new TextDecoder()
  const parts: string[] = []
  for await (const chunk of response.body) {
    spend(chunk.byteLength)
    parts.push(decoder.decode(chunk, { stream: true }))
  }
  yield parts.join('')
}

function findJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
