import { isAbsolute, join } from 'node:path'
import { type Context, toHome } from '@mcp-registry/publisher/command-line'

/** The folder of the files that this command keeps for its user. A relative `XDG_CONFIG_HOME` is ignored, as the XDG specification demands. */
export function toConfigFolder(env: Context['env']): string {
  const base = env['XDG_CONFIG_HOME']
  return join(base !== undefined && isAbsolute(base) ? base : join(toHome(env), '.config'), 'mcp-registry')
}
