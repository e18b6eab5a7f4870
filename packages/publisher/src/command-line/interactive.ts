import type { Context } from './command.js'

/** Whether there is a person at a terminal who can be asked. */
export function isInteractive({ stdin, output, json, env }: Pick<Context, 'stdin' | 'output' | 'json' | 'env'>): boolean {
  return !json && !env['CI'] && 'isTTY' in stdin && stdin.isTTY === true && output.stderr.isTTY === true
}
