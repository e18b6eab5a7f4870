import type { Program } from './command-line/command.js'
import { PUBLISHER_VERSION } from './version.js'
import { toDiagnoseCommand } from './commands/diagnose.js'
import { toInitCommand } from './commands/init.js'
import { toLoginCommand } from './commands/login.js'
import { toLogoutCommand } from './commands/logout.js'
import { toPublishCommand } from './commands/publish.js'
import { toStatusCommand } from './commands/status.js'
import { toValidateCommand } from './commands/validate.js'
import { toWhoamiCommand } from './commands/whoami.js'
import { normalizeArgv } from './normalize-argv.js'
import { type Host, toProcessHost } from './host.js'

/** `mcp-publisher`: publishes servers to any registry that implements the protocol. */
export function toMcpPublisher(host: Host = toProcessHost()): Program {
  const commands = [
    toInitCommand,
    toLoginCommand,
    toLogoutCommand,
    toWhoamiCommand,
    toValidateCommand,
    toPublishCommand,
    toStatusCommand,
    toDiagnoseCommand,
  ].map((toCommand) => toCommand(host))
  return {
    name: 'mcp-publisher',
    summary: 'Publish MCP servers to a registry.',
    version: `mcp-publisher ${PUBLISHER_VERSION}`,
    commands,
    normalizeArgv: (argv) => normalizeArgv(commands, argv),
  }
}
