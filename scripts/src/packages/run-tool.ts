import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** A failed check, with an explanation. */
export class ToolError extends Error {}

/** Returns the stdout of a program, run with `more` variables; if it fails, the error includes all of its output. */
export async function runTool(
  command: string,
  args: readonly string[],
  cwd: string,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  // Removes the variables of an npm process that may have started this one.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|MCP_REGISTRY_)/i.test(name)))
  const child = spawn(command, [...args], { cwd, env: { ...env, ...more }, stdio: ['ignore', 'pipe', 'pipe'] })
  let [stdout, all] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    all += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (all += text))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new ToolError(`${[command, ...args].join(' ')} ended with ${String(code)}:\n${all}`)
  return stdout
}
