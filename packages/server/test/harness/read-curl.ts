import { execFileSync } from 'node:child_process'

export interface CurlRequest {
  readonly method: string
  readonly url: string
  readonly headers: readonly string[]
  /** The argument of `--json`. */
  readonly body?: string
}

// In place of curl: prints its arguments, each followed by a zero byte, and a second one after the last.
const PRINT_ARGUMENTS = `curl() { printf '%s\\0' "$@" ''; }`

/** What each of these shell commands would have curl send, as the shell reads them. */
export function readCurlCommands(commands: readonly string[]): CurlRequest[] {
  const script = [PRINT_ARGUMENTS, ...commands].join('\n')
  const output = execFileSync('bash', ['-euc', script], { env: { ...process.env, TOKEN: 'secret' }, encoding: 'utf8' })
  return output
    .split('\0\0')
    .slice(0, -1)
    .map((text) => readArguments(text.split('\0')))
}

function readArguments(rest: readonly string[]): CurlRequest {
  let request: CurlRequest = { method: '', url: '', headers: [] }
  for (let index = 0; index < rest.length; index++) {
    const argument = rest[index] ?? ''
    const value = rest[index + 1] ?? ''
    if (!argument.startsWith('-')) request = { ...request, url: argument }
    else if (argument === '-X') request = { ...request, method: value }
    else if (argument === '-H') request = { ...request, headers: [...request.headers, value] }
    else if (argument === '--json') request = { ...request, body: value }
    else throw new Error(`The example has an argument that this test does not know: ${argument}`)
    if (argument.startsWith('-')) index += 1
  }
  return { ...request, method: request.method || (request.body === undefined ? 'GET' : 'POST') }
}
