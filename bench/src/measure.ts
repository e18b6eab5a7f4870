import autocannon from 'autocannon'

/** How one kind of request did. */
export interface Measurement {
  readonly requestsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly failures: number
}

export interface Load {
  readonly connections: number
  readonly seconds: number
}

/** Asks for the paths in turn on all connections. */
export async function measure(url: string, paths: readonly string[], { connections, seconds }: Load): Promise<Measurement> {
  const requests = paths.map((path) => ({ path }))
  // Code and caches warm up before anything counts.
  await autocannon({ url, requests, connections, duration: 1 })
  const result = await autocannon({ url, requests, connections, duration: seconds })
  return {
    requestsPerSecond: Math.round(result.requests.average),
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failures: result.errors + result.timeouts + result.non2xx,
  }
}

/** What `node:http` alone does with a body of this size, in a process of its own: the measure of everything else. */
export const BARE_SERVER = `
const { createServer } = require('node:http')
const body = Buffer.alloc(Number(process.argv[1]), 32)
createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
  response.end(body)
}).listen(0, '127.0.0.1', function () { process.send(this.address().port) })
`
