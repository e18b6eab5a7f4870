import type { Context } from './command.js'

/** Whether the command runs on a terminal and can prompt the user. */
export function isInteractive({ stdin, output, json, env }: Pick<Context, 'stdin' | 'output' | 'json' | 'env'>): boolean {
  return !json && !env['CI'] && 'isTTY' in stdin && stdin.isTTY === true && output.stderr.isTTY === true
}
