import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { Client } from 'undici'

interface Line {
  readonly requestId?: string
  readonly pid?: number
  /** The process id of a worker that ended. */
  readonly worker?: number
}

/** A connection that one worker has taken. */
export interface Connection {
  readonly pid: number
  readonly client: Client
}

export interface RunningWorkers extends AsyncDisposable {
  readonly primary: ChildProcess
  /** What it told people. */
  readonly said: readonly string[]
  /** A new connection, and which process answers on it. */
  connect(): Promise<Connection>
  /** One connection to each of so many workers, all but those with the given process ids. */
  connectToEach(count: number, except?: readonly number[]): Promise<readonly Connection[]>
  /** Resolves when the primary has noticed the end of that worker. Until then it gives connections to it, which nobody answers. */
  untilMissed(pid: number): Promise<void>
  /** Resolves with the exit code of the primary when nothing runs any longer that had its output. */
  readonly ended: Promise<number | null>
}

const BIN = fileURLToPath(new URL('../../bin/mcp-registry.js', import.meta.url))

/** `serve` as a process of its own, on the build; its last lines of stderr are for people. */
export function spawnServe(env: Readonly<Record<string, string>>): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, [BIN, 'serve'], {
    env: {
      PATH: process.env['PATH'],
      MCP_REGISTRY_SERVER_ADDRESS: '127.0.0.1:0',
      MCP_REGISTRY_JWT_PRIVATE_KEY: '0b'.repeat(32),
      MCP_REGISTRY_PUBLIC_URL: 'http://registry.test',
      MCP_REGISTRY_ENABLE_REGISTRY_VALIDATION: 'false',
      MCP_REGISTRY_TRUSTED_PROXIES: '127.0.0.1',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Serves with several workers, and resolves when it says where. */
export async function startWorkers(env: Readonly<Record<string, string>>): Promise<RunningWorkers> {
  const primary = spawnServe(env)
  const said: string[] = []
  // Workers share the pipe: it is closed by the end of the last of them.
  const ended = once(primary, 'close').then(([code]) => code as number | null)
  const lines = createInterface(primary.stdout)
  const pids = new Map<string, number>()
  const missed = new Set<number>()
  lines.on('line', (text) => {
    const { requestId, pid, worker } = JSON.parse(text) as Line
    if (worker !== undefined) missed.add(worker)
    if (requestId !== undefined && pid !== undefined) pids.set(requestId, pid)
  })
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(primary.stderr).on('line', (text) => {
      said.push(text)
      const [, found] = /The registry is at (\S+),/.exec(text) ?? []
      if (found !== undefined) resolve(found)
    })
    void ended.then((code) => reject(new Error(`it ended with ${code}:\n${said.join('\n')}`)))
  })
  const clients: Client[] = []
  let lastId = 0

  async function connect(): Promise<Connection> {
    const client = new Client(url)
    clients.push(client)
    const id = `ping-${++lastId}`
    const { body } = await client.request({ method: 'GET', path: '/v0.1/ping', headers: { 'x-request-id': id } })
    await body.text()
    for (;;) {
      const pid = pids.get(id)
      if (pid !== undefined) return { pid, client }
      await once(lines, 'line')
    }
  }

  return {
    primary,
    said,
    connect,
    async connectToEach(count, except = []) {
      const found = new Map<number, Connection>()
      while (found.size < count) {
        const connection = await connect()
        if (except.includes(connection.pid) || found.has(connection.pid)) await connection.client.close()
        else found.set(connection.pid, connection)
      }
      return [...found.values()]
    },
    async untilMissed(pid) {
      while (!missed.has(pid)) await once(lines, 'line')
    },
    ended,
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((client) => client.destroy()))
      primary.kill('SIGKILL')
      await ended
    },
  }
}
