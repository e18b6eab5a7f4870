import type { Program } from './command-line/command.js'
import { toCompletionCommand } from './command-line/completion-command.js'
import { PUBLISHER_VERSION } from './version.js'
import { toDiagnoseCommand } from './commands/diagnose.js'
import { toInitCommand } from './commands/init.js'
import { toInspectCommand } from './commands/inspect.js'
import { toDeleteCommand, toDeprecateCommand, toRestoreCommand, toUndeprecateCommand } from './commands/lifecycle.js'
import { toLoginCommand } from './commands/login.js'
import { toLogoutCommand } from './commands/logout.js'
import { toOwnerCommand } from './commands/owner.js'
import { toPreviewCommand } from './commands/preview.js'
import { toPublishCommand } from './commands/publish.js'
import { toStatusCommand } from './commands/status.js'
import { toValidateCommand } from './commands/validate.js'
import { toWhoamiCommand } from './commands/whoami.js'
import { normalizeArgv } from './normalize-argv.js'
import { type Host, toProcessHost } from './host.js'

const NAME = 'mcp-publisher'

/** `mcp-publisher`: publishes servers to any registry that implements the protocol. */
export function toMcpPublisher(host: Host = toProcessHost()): Program {
  const commands = [
    toInitCommand,
    toInspectCommand,
    toLoginCommand,
    toLogoutCommand,
    toWhoamiCommand,
    toValidateCommand,
    toPreviewCommand,
    toPublishCommand,
    toDeprecateCommand,
    toUndeprecateCommand,
    toDeleteCommand,
    toRestoreCommand,
    toStatusCommand,
    toOwnerCommand,
    toDiagnoseCommand,
  ].map((toCommand) => toCommand(host))
  const all = [...commands, toCompletionCommand(NAME, commands)]
  return {
    name: NAME,
    summary: 'Publish MCP servers to a registry.',
    version: `mcp-publisher ${PUBLISHER_VERSION}`,
    commands: all,
    normalizeArgv: (argv) => normalizeArgv(all, argv),
  }
}
