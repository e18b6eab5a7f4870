import { hasCode } from '@mcp-registry/contract'
import type { LaunchProcess } from '@mcp-registry/client'
import { CommandError } from '../command-line/explain-error.js'

/** The error for a program that could not be started: if there is none of that name, with the remedy. */
export function toStartError({ command, install }: LaunchProcess, error: unknown): unknown {
  if (!hasCode(error, 'ENOENT')) return error
  const remedy = install === undefined ? 'Install it first' : `Install it first: ${[install.command, ...install.args].join(' ')}`
  return new CommandError(`There is no program ${JSON.stringify(command)} on this machine. ${remedy}.`)
}
