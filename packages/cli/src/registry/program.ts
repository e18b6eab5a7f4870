import type { Program } from '../command.js'
import { CLI_VERSION } from '../version.js'
import { audit } from './commands/audit.js'
import { exportCommand } from './commands/export.js'
import { importCommand } from './commands/import.js'
import { migrate } from './commands/migrate.js'
import { serve } from './commands/serve.js'
import { validate } from './commands/validate.js'

/** `mcp-registry`: run a registry, and fill and look after it. */
export const mcpRegistry: Program = {
  name: 'mcp-registry',
  summary: 'Run an MCP registry, and fill and look after it.',
  version: CLI_VERSION,
  commands: [serve, migrate, importCommand, exportCommand, audit, validate],
}
