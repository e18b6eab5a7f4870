import { defineCommand } from '../command-line/command.js'
import type { Host } from '../host.js'
import { changeStatus, MESSAGE_OPTION, STATUS_ARGUMENTS, STATUS_OPTIONS } from '../status/change-status.js'

const SERVER = 'io.github.alice/weather'

export const toDeprecateCommand = (host: Host) =>
  defineCommand({
    name: 'deprecate',
    summary: 'Deprecate a published version, or all versions.',
    details: 'The version stays listed, with a warning. Without --message, a current message is removed.',
    arguments: STATUS_ARGUMENTS,
    options: { message: MESSAGE_OPTION, ...STATUS_OPTIONS },
    examples: [
      { command: `mcp-publisher deprecate ${SERVER} 1.0.0 --message "Use 2.0.0"`, about: 'Deprecate a version' },
      { command: `mcp-publisher deprecate ${SERVER} --all-versions`, about: 'Deprecate the server' },
    ],
    run: (context, { 'server-name': name, version }, options) => {
      const refusals = { deleted: { reason: 'Restore it first.', command: 'restore' } }
      return changeStatus(host, context, { name, version, status: 'deprecated', ...options, refusals })
    },
  })

export const toUndeprecateCommand = (host: Host) =>
  defineCommand({
    name: 'undeprecate',
    summary: 'End the deprecation of a version, or of all versions.',
    details: 'The status becomes active, and the message is removed. Deleted versions are not changed: see restore.',
    arguments: STATUS_ARGUMENTS,
    options: STATUS_OPTIONS,
    examples: [{ command: `mcp-publisher undeprecate ${SERVER} 1.0.0`, about: 'End the deprecation of a version' }],
    run: (context, { 'server-name': name, version }, options) => {
      const refusals = { deleted: { reason: 'It is not deprecated, but hidden.', command: 'restore' } }
      return changeStatus(host, context, { name, version, status: 'active', ...options, refusals })
    },
  })

export const toDeleteCommand = (host: Host) =>
  defineCommand({
    name: 'delete',
    summary: 'Delete a published version, or all versions.',
    details:
      'A deleted version is hidden, and its number cannot be published again. It can be restored. On a terminal, the deletion is to be confirmed.',
    arguments: STATUS_ARGUMENTS,
    options: { message: MESSAGE_OPTION, ...STATUS_OPTIONS },
    examples: [
      { command: `mcp-publisher delete ${SERVER} 1.0.0 --message "Leaks its key"`, about: 'Delete a version' },
      { command: `mcp-publisher delete ${SERVER} --all-versions --yes`, about: 'Delete the server without confirmation' },
    ],
    run: (context, { 'server-name': name, version }, options) =>
      changeStatus(host, context, { name, version, status: 'deleted', ...options }),
  })

export const toRestoreCommand = (host: Host) =>
  defineCommand({
    name: 'restore',
    summary: 'Restore a deleted version, or all versions.',
    details:
      'The status becomes active, and the message is removed. Versions that are only deprecated are not changed: see undeprecate.',
    arguments: STATUS_ARGUMENTS,
    options: STATUS_OPTIONS,
    examples: [{ command: `mcp-publisher restore ${SERVER} 1.0.0`, about: 'Restore a version' }],
    run: (context, { 'server-name': name, version }, options) => {
      const refusals = { deprecated: { reason: 'It is not deleted.', command: 'undeprecate' } }
      return changeStatus(host, context, { name, version, status: 'active', ...options, refusals })
    },
  })
