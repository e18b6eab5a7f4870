import { homedir } from 'node:os'
import type { Context } from './command.js'

/** The home folder of whoever runs the command. */
export function toHome(env: Context['env']): string {
  return env['HOME'] ?? env['USERPROFILE'] ?? homedir()
}
