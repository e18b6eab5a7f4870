import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'

/** A small MCP server, whose one tool says how it was started. */
export function createTidesServer(coast: string): McpServer {
  const server = new McpServer({ name: 'tides', version: '1.0.0' })
  server.registerTool('tide', { description: `The next high tide at the ${coast} coast.` }, () => ({
    content: [{ type: 'text', text: 'at noon' }],
  }))
  return server
}
