import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'

/** Initialises a server as any client does, and lists its tools. */
export async function listTools(transport: Transport) {
  const client = new Client({ name: 'test', version: '1.0.0' })
  await client.connect(transport)
  const { tools } = await client.listTools()
  await client.close()
  return tools
}

/** A command, as a client starts it. */
export function toStdioTransport(command: string, args: readonly string[], env: Readonly<Record<string, string>>): Transport {
  return new StdioClientTransport({ command, args: [...args], env: { ...env }, stderr: 'ignore' })
}
