import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { copyDataFolder } from '@mcp-registry/testkit/copy-data-folder'

export interface ServeOptions {
  /** Where the embedded database is. If the folder is empty, it is filled with an empty one. */
  readonly dataDir: string
  readonly env?: Readonly<Record<string, string>>
  /** A command of the shell that runs before the server takes over its process. */
  readonly before?: string
}

export interface Serving extends AsyncDisposable {
  readonly child: ChildProcess
  /** What it told people. */
  readonly said: Lines
  readonly log: Lines
  /** Resolves with the address when it listens. */
  untilListening(): Promise<URL>
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>
}

/** The lines of a stream, those that have come and those to come. */
export interface Lines {
  readonly all: readonly string[]
  /** The first line that matches; rejects when the stream ends without one. */
  until(pattern: RegExp): Promise<RegExpExecArray>
}

const BIN = fileURLToPath(new URL('../../bin/mcp-registry.js', import.meta.url))

/** `mcp-registry serve` as a process of its own, on the build, with an embedded database. */
export async function startServe({ dataDir, env, before = ':' }: ServeOptions): Promise<Serving> {
  if (!existsSync(dataDir) || readdirSync(dataDir).length === 0) await copyDataFolder(dataDir)
  const child = spawn('sh', ['-c', `${before}; exec "$@"`, 'sh', process.execPath, BIN, 'serve'], {
    env: {
      PATH: process.env['PATH'],
      MCP_REGISTRY_SERVER_ADDRESS: '127.0.0.1:0',
      MCP_REGISTRY_DATA_DIR: dataDir,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const said = readLines(child.stderr)
  return {
    child,
    said,
    log: readLines(child.stdout),
    untilListening: async () => new URL((await said.until(/The registry is at (\S+),/))[1] ?? ''),
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

function readLines(stream: Readable): Lines {
  const all: string[] = []
  const lines = createInterface(stream)
  let isOver = false
  lines.on('line', (line) => all.push(line))
  lines.on('close', () => (isOver = true))
  return {
    all,
    async until(pattern) {
      for (let next = 0; ; next++) {
        while (next === all.length) {
          if (isOver) throw new Error(`no line matches ${pattern}:\n${all.join('\n')}`)
          await Promise.race([once(lines, 'line'), once(lines, 'close')])
        }
        const match = pattern.exec(all[next] ?? '')
        if (match) return match
      }
    },
  }
}
