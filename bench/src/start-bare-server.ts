import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type ServerProcess, stopProcess } from './start-registry.js'

/** What `node:http` alone does with a body of this size: the measure of everything that is sent from memory. */
const PROGRAM = `
const { createServer } = require('node:http')
const body = Buffer.alloc(Number(process.argv[1]), 32)
const headers = JSON.parse(process.argv[2])
createServer((_, response) => {
  response.writeHead(200, { ...headers, 'content-type': 'application/json', 'content-length': body.length })
  response.end(body)
}).listen(0, '127.0.0.1', function () { process.send(this.address().port) })
`

/** A bare `node:http` server with one body, in a process of its own; it sends these headers too. */
export async function startBareServer(bodyBytes: number, headers: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  return startProgram(['-e', PROGRAM, String(bodyBytes), JSON.stringify(headers)])
}

/** The least that reads a database for every request, in a process of its own. */
export async function startBareReader(databaseUrl: string): Promise<ServerProcess> {
  return startProgram([fileURLToPath(new URL('bare-reader.js', import.meta.url)), databaseUrl])
}

/** A bare server of the pages that the list of a registry has now, in a process of its own. */
export async function startBareList(registryUrl: string): Promise<ServerProcess> {
  return startProgram([fileURLToPath(new URL('bare-list.js', import.meta.url)), registryUrl])
}

async function startProgram(args: readonly string[]): Promise<ServerProcess> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const [port] = (await once(child, 'message')) as [number]
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    startMs: performance.now() - startedAt,
    [Symbol.asyncDispose]: () => stopProcess(child),
  }
}
