import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { openTokens, systemClock } from '@mcp-registry/server'

export interface ServerProcess extends AsyncDisposable {
  readonly url: string
  readonly pid: number
  /** Milliseconds between starting the process and listening. */
  readonly startMs: number
}

export interface StartOptions {
  /** The command-line options that select the data. */
  readonly storage: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Arguments for Node. */
  readonly execArgv?: readonly string[]
  readonly cwd?: string
}

const CLI = fileURLToPath(new URL('../../cli/bin/mcp-registry.js', import.meta.url))
const PUBLIC_URL = 'http://registry.example'
const SIGNING_KEY = '0b'.repeat(32)

/** A registry in a separate process, run as an operator would, but without rate limits and ownership checks. */
export async function startRegistry({ storage, env, execArgv = [], cwd }: StartOptions): Promise<ServerProcess> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [...execArgv, CLI, 'serve', '--address', '127.0.0.1:0', ...storage], {
    env: { ...withoutSettings(), ...SETTINGS, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(cwd !== undefined && { cwd }),
  })
  const lines = createInterface(child.stderr)
  const said: string[] = []
  const url = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      if (said.length < 100) said.push(line)
      const match = /The registry is at (http:\S+?),/.exec(line)
      if (match?.[1]) resolve(match[1])
    })
    child.once('exit', (code) => reject(new Error(`The registry ended with ${code}:\n${said.join('\n')}`)))
  })
  const startMs = performance.now() - startedAt
  return { url, pid: child.pid ?? 0, startMs, [Symbol.asyncDispose]: () => stopProcess(child) }
}

const SETTINGS = {
  MCP_REGISTRY_PUBLIC_URL: PUBLIC_URL,
  MCP_REGISTRY_JWT_PRIVATE_KEY: SIGNING_KEY,
  MCP_REGISTRY_LOG_LEVEL: 'error',
  MCP_REGISTRY_ENABLE_REGISTRY_VALIDATION: 'false',
  MCP_REGISTRY_RATE_LIMIT_READS: '0',
  MCP_REGISTRY_RATE_LIMIT_SEARCH: '0',
  MCP_REGISTRY_RATE_LIMIT_AUTH: '0',
  MCP_REGISTRY_RATE_LIMIT_PUBLISH: '0',
}

// Settings for another registry on this machine must not affect these processes.
function withoutSettings(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('MCP_REGISTRY_')))
}

/** A token with all permissions, valid for five minutes. */
export async function issueToken(): Promise<string> {
  const tokens = await openTokens({ issuer: PUBLIC_URL, privateKeySeed: SIGNING_KEY, clock: systemClock })
  const permissions = (['publish', 'edit'] as const).map((action) => ({ action, resource: '*' }))
  return (await tokens.issue({ method: 'none', subject: 'bench', permissions })).registry_token
}

/** Issues a new token before the previous one expires. */
export function createTokenSource(): () => Promise<string> {
  let current: Promise<string> | undefined
  let untilMs = 0
  return () => {
    if (current === undefined || Date.now() > untilMs) {
      current = issueToken()
      untilMs = Date.now() + 240_000
    }
    return current
  }
}

/** Imports a source with the operator command, and returns the duration in seconds. */
export async function importInto(storage: readonly string[], source: string): Promise<number> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [CLI, 'import', source, ...storage], {
    env: { ...withoutSettings(), ...SETTINGS },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-5_000)))
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`The import of ${source} ended with ${code}:\n${said}`)
  return (performance.now() - startedAt) / 1000
}

/** Stops a process with SIGINT, as Ctrl-C does. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGINT')
  await exited
}
