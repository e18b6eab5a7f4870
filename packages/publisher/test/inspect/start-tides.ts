import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createTidesServer } from './tides.js'

const PUBLIC_ORIGIN = 'https://tides.example.com'

/** The server on loopback: streamable HTTP with sessions at /mcp, and HTTP+SSE at /sse. Asks for the key, if there is one. */
export async function startTides(key?: string, port = 0) {
  const sessions = new Map<string, StreamableHTTPServerTransport>()
  const streams = new Map<string, SSEServerTransport>()
  const requests: string[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    requests.push(`${request.method} ${url.pathname}`)
    if (key !== undefined && request.headers['x-tides-key'] !== key) return void response.writeHead(401).end()
    const answer = async () => {
      if (url.pathname === '/mcp') {
        const transport = await findTransport(String(request.headers['mcp-session-id']))
        return transport.handleRequest(request, response)
      }
      if (url.pathname === '/sse') {
        const stream = new SSEServerTransport('/messages', response)
        streams.set(stream.sessionId, stream)
        return createTidesServer().connect(stream)
      }
      const stream = streams.get(url.searchParams.get('sessionId') ?? '')
      if (stream !== undefined) return stream.handlePostMessage(request, response)
      response.writeHead(404).end()
    }
    void answer()
  })
  const findTransport = async (id: string): Promise<StreamableHTTPServerTransport> => {
    const known = sessions.get(id)
    if (known !== undefined) return known
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (own) => void sessions.set(own, transport),
      onsessionclosed: (own) => void sessions.delete(own),
    })
    await createTidesServer().connect(transport)
    return transport
  }
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    publicOrigin: PUBLIC_ORIGIN,
    /** The sessions that have not ended. */
    sessions,
    requests,
    /** Leads requests for the public URL here: in place of its name and certificate. */
    fetch: (async (input: string | URL | Request, init?: RequestInit) =>
      fetch(input instanceof Request ? input : String(input).replace(PUBLIC_ORIGIN, origin), init)) satisfies typeof fetch,
    async [Symbol.asyncDispose]() {
      for (const transport of [...sessions.values(), ...streams.values()]) await transport.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
