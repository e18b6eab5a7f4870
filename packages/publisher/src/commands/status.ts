import { defineCommand } from '../command-line/command.js'
import { UsageError } from '../command-line/explain-error.js'
import type { Host } from '../host.js'
import { changeStatus, MESSAGE_OPTION, STATUS_ARGUMENTS, STATUS_OPTIONS } from '../status/change-status.js'

const SHORTER = 'The commands deprecate, undeprecate, delete and restore do the same in fewer words.'

export const toStatusCommand = (host: Host) =>
  defineCommand({
    name: 'status',
    summary: 'Change the status of a published version, or of all versions.',
    details: `active: listed. deprecated: listed with a warning. deleted: hidden; the version cannot be published again, but its status can be changed back. ${SHORTER}`,
    arguments: STATUS_ARGUMENTS,
    options: {
      status: { kind: 'choice', short: 's', choices: ['active', 'deprecated', 'deleted'], about: 'the new status (required)' },
      message: MESSAGE_OPTION,
      ...STATUS_OPTIONS,
    },
    examples: [
      {
        command: 'mcp-publisher status --status deprecated --message "Use 2.0.0" io.github.alice/weather 1.0.0',
        about: 'Deprecate a version',
      },
      { command: 'mcp-publisher status --status active io.github.alice/weather 1.0.0', about: 'Restore a version' },
      {
        command: 'mcp-publisher status --status deleted --all-versions --yes io.github.alice/weather',
        about: 'Delete all versions',
      },
    ],
    run: async (context, { 'server-name': name, version }, { status, ...options }) => {
      if (status === undefined) throw new UsageError('--status is required: active, deprecated or deleted.')
      return changeStatus(host, context, { name, version, status, ...options })
    },
  })
