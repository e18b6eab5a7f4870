import { McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js'

/** A small MCP server with tools, a prompt, a resource and a template. `extraTools` adds more. */
export function createTidesServer(extraTools: readonly string[] = []): McpServer {
  const server = new McpServer({ name: 'tides', version: '1.2.0' })
  for (const name of ['tide', 'moon', ...extraTools]) server.registerTool(name, { description: 'x' }, () => ({ content: [] }))
  server.registerPrompt('plan-a-walk', { description: 'x' }, () => ({ messages: [] }))
  server.registerResource('coasts', 'tides://coasts', {}, () => ({ contents: [] }))
  const template = new ResourceTemplate('tides://coasts/{name}', { list: undefined })
  server.registerResource('coast', template, {}, () => ({ contents: [] }))
  return server
}
