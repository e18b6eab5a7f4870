// The program of the package: an MCP server over stdio, or with PORT over streamable HTTP at /mcp and server-sent events at /sse.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

const sessions = new Map<string, SSEServerTransport>()

const port = process.env['PORT']
if (port === undefined) await createTides('stdio').connect(new StdioServerTransport())
else createServer((request, response) => void answer(request, response)).listen(Number(port), '127.0.0.1')

/** A server whose one tool says over which transport it is reached. */
function createTides(transport: string): McpServer {
  const server = new McpServer({ name: 'tides', version: '1.0.0' })
  server.registerTool('tide', { description: 'The next high tide.' }, () => ({
    content: [{ type: 'text', text: `at noon, over ${transport}` }],
  }))
  return server
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  // Standard output may hold anything in such a server.
  console.log(`${request.method} ${request.url}`)
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://tides')
  if (pathname === '/mcp' && request.method === 'POST') {
    const transport = new StreamableHTTPServerTransport({})
    await createTides('streamable HTTP').connect(transport)
    return transport.handleRequest(request, response)
  }
  if (pathname === '/sse' && request.method === 'GET') {
    const transport = new SSEServerTransport('/messages', response)
    sessions.set(transport.sessionId, transport)
    return createTides('server-sent events').connect(transport)
  }
  const session = sessions.get(searchParams.get('sessionId') ?? '')
  if (pathname === '/messages' && session !== undefined) return session.handlePostMessage(request, response)
  response.writeHead(405).end()
}
