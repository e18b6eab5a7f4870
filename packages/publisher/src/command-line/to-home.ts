import { homedir } from 'node:os'
import type { Context } from './command.js'

/** The home directory of the current user. */
export function toHome(env: Context['env']): string {
  return env['HOME'] ?? env['USERPROFILE'] ?? homedir()
}
