import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createTidesServer } from '../servers/tides.js'

export const REMOTE_URL = 'https://tides.example.com/mcp'

/** A server over streamable HTTP on loopback, with sessions, for those only who send the key. */
export async function startRemote(key: string) {
  const sessions = new Map<string, StreamableHTTPServerTransport>()
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${String(request.headers['mcp-protocol-version'])}`)
    if (request.headers['x-tides-key'] !== key) return void response.writeHead(401).end()
    void findTransport(String(request.headers['mcp-session-id'])).then(async (transport) =>
      transport.handleRequest(request, response),
    )
  })
  const findTransport = async (id: string): Promise<StreamableHTTPServerTransport> => {
    const known = sessions.get(id)
    if (known !== undefined) return known
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (own) => void sessions.set(own, transport),
      onsessionclosed: (own) => void sessions.delete(own),
    })
    await createTidesServer('remote').connect(transport)
    return transport
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  return {
    url: `${origin}/mcp`,
    /** The method and protocol version of each request. */
    seen,
    sessions,
    /** Leads requests for the public URL here: in place of its name and certificate. */
    fetch: async (url: string | URL, init?: RequestInit) => fetch(String(url).replace(new URL(REMOTE_URL).origin, origin), init),
    /** Does the same in a process of Node, by its NODE_OPTIONS. */
    nodeOptions: toNodeOptions(`
      const send = globalThis.fetch
      globalThis.fetch = (url, init) => send(String(url).replace('${new URL(REMOTE_URL).origin}', '${origin}'), init)`),
    async [Symbol.asyncDispose]() {
      for (const transport of sessions.values()) await transport.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function toNodeOptions(script: string): string {
  return `--import=data:text/javascript,${encodeURIComponent(script)}`
}
