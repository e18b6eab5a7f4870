import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type ServerProcess, stopProcess } from '@mcp-registry/testkit/start-registry'

/** The throughput of `node:http` alone for the same bytes: the baseline for cached responses. */
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
 * Starts a bare `node:http` server in a separate process that sends the bodies of these URLs in turn, with the given headers. It sends
 * identical bytes, since their size affects CPU cache hits, and non-ASCII content takes the load generator longer.
 */
export async function startBareServer(
  urls: readonly string[],
  headers: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  return startProgram(['-e', PROGRAM, JSON.stringify(urls), JSON.stringify(headers)])
}

/** Starts the minimal server that queries the database for every request, in a separate process. */
export async function startBareReader(databaseUrl: string): Promise<ServerProcess> {
  return startProgram([fileURLToPath(new URL('bare-reader.js', import.meta.url)), databaseUrl])
}

/** Starts a bare server of the registry's current list pages, in a separate process. */
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
