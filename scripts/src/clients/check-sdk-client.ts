import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { fileURLToPath } from 'node:url'
import { findFreePort } from '@mcp-registry/testkit/find-free-port'
import { ToolError } from '../packages/run-tool.js'
import { PACKAGE } from './documents.js'

const CLI = fileURLToPath(new URL('../../../packages/cli/bin/mcp-registry.js', import.meta.url))
const TRANSPORTS = ['stdio', 'streamable HTTP', 'server-sent events'] as const

/** Calls the tool of the package with the client of the official SDK, through `mcp-registry run`, over each transport of the package. */
export async function checkSdkClient(registryUrl: string, home: string): Promise<string> {
  for (const [index, transport] of TRANSPORTS.entries()) {
    const input = transport === 'stdio' ? [] : ['--input', `PORT=${await findFreePort()}`]
    const args = [CLI, 'run', PACKAGE.mcpName, '--registry', registryUrl, '--package', String(index + 1), ...input]
    const said = await callTool(args, home)
    if (said !== JSON.stringify([{ type: 'text', text: `at noon, over ${transport}` }]))
      throw new ToolError(`The tool says over ${transport}: ${said}`)
  }
  return `the SDK's client calls a tool through "mcp-registry run" over ${TRANSPORTS.join(', ')}`
}

async function callTool(args: string[], home: string): Promise<string> {
  const env = { HOME: home, PATH: process.env['PATH'] ?? '', npm_config_update_notifier: 'false' }
  const transport = new StdioClientTransport({ command: process.execPath, args, env, stderr: 'pipe' })
  let messages = ''
  transport.stderr?.on('data', (chunk: Buffer) => (messages = (messages + chunk.toString()).slice(-5000)))
  const client = new Client({ name: 'check', version: '1.0.0' })
  try {
    await client.connect(transport)
    return JSON.stringify((await client.callTool({ name: 'tide' })).content)
  } catch (error) {
    throw new ToolError(`mcp-registry ${args.slice(1).join(' ')} does not serve the SDK's client: ${String(error)}\n${messages}`)
  } finally {
    await client.close()
  }
}
