import type { Program } from '../command.js'
import { CLI_VERSION } from '../version.js'

/** `mcp-registry`: run a registry, and fill and look after it. */
export const mcpRegistry: Program = {
  name: 'mcp-registry',
  summary: 'Run an MCP registry, and fill and look after it.',
  version: CLI_VERSION,
  commands: [],
}
