import { type Program, toCompletionCommand } from '@mcp-registry/publisher/command-line'
import { CLI_VERSION } from '../version.js'
import { auditLog } from './commands/audit-log.js'
import { audit } from './commands/audit.js'
import { backup } from './commands/backup.js'
import { clients } from './commands/clients.js'
import { clock } from './commands/clock.js'
import { config } from './commands/config.js'
import { allow, deny, denylist } from './commands/deny.js'
import { diff } from './commands/diff.js'
import { epoch } from './commands/epoch.js'
import { exportCommand } from './commands/export.js'
import { importCommand } from './commands/import.js'
import { install } from './commands/install.js'
import { list } from './commands/list.js'
import { migrate } from './commands/migrate.js'
import { outdated } from './commands/outdated.js'
import { remove } from './commands/remove.js'
import { restore } from './commands/restore.js'
import { run } from './commands/run.js'
import { search } from './commands/search.js'
import { serve } from './commands/serve.js'
import { show } from './commands/show.js'
import { takedown } from './commands/takedown.js'
import { token } from './commands/token.js'
import { update } from './commands/update.js'
import { validate } from './commands/validate.js'
import { versions } from './commands/versions.js'

const NAME = 'mcp-registry'
const reading = [search, show, versions, diff, clients, config, run]
const installing = [install, list, update, remove, outdated, audit]
const operating = [serve, migrate, importCommand, exportCommand, backup, restore, epoch, clock, auditLog, validate]
const administering = [takedown, deny, allow, denylist, token]
const commands = [...reading, ...installing, ...operating, ...administering]

/** `mcp-registry`: finds and runs servers; runs and administers a registry. */
export const mcpRegistry: Program = {
  name: NAME,
  summary: 'Find and run MCP servers; run and administer a registry.',
  version: CLI_VERSION,
  commands: [...commands, toCompletionCommand(NAME, commands)],
}
