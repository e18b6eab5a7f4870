import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type ServerProcess, stopProcess } from '@mcp-registry/scripts/start-registry'

/** What `node:http` alone does with these bytes: the measure of everything that is sent from memory. */
const PROGRAM = `
const { createServer } = require('node:http')
const bodies = []
let nth = 0
const headers = JSON.parse(process.argv[2])
createServer((_, response) => {
  const body = bodies[nth++ % bodies.length]
  response.writeHead(200, { ...headers, 'content-type': 'application/json', 'content-length': body.length })
  response.end(body)
}).listen(0, '127.0.0.1', async function () {
  for (const url of JSON.parse(process.argv[1])) bodies.push(Buffer.from(await (await fetch(url)).arrayBuffer()))
  process.send(this.address().port)
})
`

/**
 * A bare `node:http` server that sends what is at these URLs, one after the other, in a process of its own; it sends these headers too. The
 * very same bytes: they fit into the cache of the processor or do not, and take the load generator longer where they are beyond ASCII.
 */
export async function startBareServer(
  urls: readonly string[],
  headers: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  return startProgram(['-e', PROGRAM, JSON.stringify(urls), JSON.stringify(headers)])
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
