import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { BARE_SERVER } from './measure.js'

export interface ServerProcess extends AsyncDisposable {
  readonly url: string
}

const CLI = fileURLToPath(new URL('../../packages/cli/bin/mcp-registry.js', import.meta.url))

/** The registry in a process of its own, as an operator would run it. */
export async function startRegistry(storage: readonly string[]): Promise<ServerProcess> {
  const child = spawn(process.execPath, [CLI, 'serve', '--address', '127.0.0.1:0', ...storage], {
    env: { ...process.env, MCP_REGISTRY_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const lines = createInterface(child.stderr)
  const said: string[] = []
  const url = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      said.push(line)
      const match = /The registry is at (http:\S+?),/.exec(line)
      if (match?.[1]) resolve(match[1])
    })
    child.once('exit', (code) => reject(new Error(`The registry ended with ${code}:\n${said.join('\n')}`)))
  })
  return { url, [Symbol.asyncDispose]: () => stop(child) }
}

/** A bare `node:http` server with one body. */
export async function startBareServer(bodyBytes: number): Promise<ServerProcess> {
  const child = spawn(process.execPath, ['-e', BARE_SERVER, String(bodyBytes)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [port] = (await once(child, 'message')) as [number]
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => stop(child) }
}

/** Imports a source with the command that an operator uses. */
export async function importInto(storage: readonly string[], source: string): Promise<void> {
  const child = spawn(process.execPath, [CLI, 'import', source, ...storage], { stdio: ['ignore', 'ignore', 'inherit'] })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`The import of ${source} ended with ${code}`)
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGINT')
  await exited
}
