// Sends every hostile value in every parameter, header and body leaf to a server process, as an anonymous client and as an administrator,
// and reports the cost of each request: node scripts/dist/hostile-requests.js [--engine pglite|postgres] [--all]
import { once } from 'node:events'
import { connect } from 'node:net'
import { parseArgs } from 'node:util'
import { type HostileRequest, listHostileRequests } from '@mcp-registry/testkit/hostile/list-hostile-requests'
import { type OpenApiDocument } from '@mcp-registry/testkit/hostile/list-operations'
import { measureCpuMs } from '@mcp-registry/testkit/process-usage'
import { startOnEngine } from '@mcp-registry/testkit/start-on-engine'
import { createTokenSource } from '@mcp-registry/testkit/start-registry'

const MAX_CPU_MS = 100
const MAX_RESPONSE_BYTES = 2 * 1024 * 1024
// The size of these responses depends on the content of the registry.
const UNBOUNDED: ReadonlySet<string> = new Set(['exportServers', 'listChanges'])
// The cost of a backup by an administrator depends on the content of the registry, too: what counts is the cost of the hostile value.
const READS_EVERYTHING: ReadonlySet<string> = new Set(['createBackup'])
// A garbage collection or uncompiled code may slow down a request, so the minimum of several costs is used.
const ATTEMPTS = 3
const WORST = 10
const TIMEOUT_MS = 60_000

interface Cost {
  readonly status: number
  readonly bytes: number
  readonly cpuMs: number
  readonly wallMs: number
}

interface Row extends Cost {
  readonly client: string
  readonly request: string
}

const { values: options } = parseArgs({
  options: { engine: { type: 'string', default: 'pglite' }, all: { type: 'boolean', default: false } },
})
await using server = await startOnEngine(options.engine, {
  env: {
    // No process listens on this port, so requests to other hosts fail immediately.
    MCP_REGISTRY_GITHUB_API_URL: 'http://127.0.0.1:1',
    MCP_REGISTRY_DNS_SERVERS: '127.0.0.1:1',
    MCP_REGISTRY_DNS_TIMEOUT_MS: '100',
    MCP_REGISTRY_CONNECT_TO: 'example.com:443=127.0.0.1:1',
  },
})
const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as OpenApiDocument
const nextToken = createTokenSource()
const rows: Row[] = []
const faults: string[] = []
for (const client of ['anonymous', 'administrator']) {
  for (const request of listHostileRequests(document, { isExhaustive: true })) {
    const authorization = client === 'administrator' ? { authorization: `Bearer ${await nextToken()}` } : {}
    const plain = READS_EVERYTHING.has(request.operationId)
      ? (await measure({ ...request, headers: {} }, authorization)).cpuMs
      : 0
    const maxCpuMs = MAX_CPU_MS + plain
    let cost = await measure(request, authorization)
    for (let attempt = 1; attempt < ATTEMPTS && (cost.cpuMs > maxCpuMs || cost.status === 0); attempt++) {
      const again = await measure(request, authorization)
      if (cost.status === 0 || again.cpuMs < cost.cpuMs) cost = again
    }
    const row = { client, request: `${request.operationId}, ${request.value.name} in ${request.place}`, ...cost }
    rows.push(row)
    if (options.all) console.log(toLine(row))
    const isLarge = cost.bytes > MAX_RESPONSE_BYTES && !UNBOUNDED.has(request.operationId)
    const isUnreachable = cost.status === 503 && request.operationId.startsWith('exchange')
    const isFailure = (cost.status >= 500 && !isUnreachable) || cost.status === 0
    if (isFailure || isLarge || cost.cpuMs > maxCpuMs) faults.push(toLine(row))
  }
}

console.log(`${rows.length} requests on ${options.engine}. Statuses: ${JSON.stringify(countStatuses())}`)
console.log(`The ${WORST} that cost most CPU (client, request, status, bytes, ms of CPU, ms):`)
for (const row of rows.toSorted((a, b) => b.cpuMs - a.cpuMs).slice(0, WORST)) console.log(toLine(row))
console.log(
  `${faults.length} faults: a 5xx, no response, more than ${MAX_CPU_MS} ms of CPU, for a backup beyond one without the value, or a response of more than 2 MiB`,
)
for (const fault of faults) console.log(fault)
process.exitCode = faults.length > 0 ? 1 : 0

async function measure(request: HostileRequest, authorization: Readonly<Record<string, string>>): Promise<Cost> {
  const before = measureCpuMs(server.pid)
  const startedAt = performance.now()
  const { status, bytes } = await send(request, { ...authorization, ...request.headers })
  const wallMs = performance.now() - startedAt
  return { status, bytes, cpuMs: measureCpuMs(server.pid) - before, wallMs }
}

// Uses a socket, since HTTP clients refuse to send most of these requests.
async function send(
  { method, url, body }: HostileRequest,
  headers: Readonly<Record<string, string>>,
): Promise<{ status: number; bytes: number }> {
  const { hostname, port, host } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  const content = Buffer.from(body ?? '')
  const length = body === undefined ? {} : { 'content-length': String(content.length) }
  const lines = Object.entries({ host, connection: 'close', ...length, ...headers }).map(([name, value]) => `${name}: ${value}`)
  let first: Buffer | undefined
  let bytes = 0
  socket.on('data', (piece: Buffer) => {
    first ??= piece
    bytes += piece.length
  })
  socket.setTimeout(TIMEOUT_MS, () => socket.destroy())
  // The server may close the connection before it has read the whole request.
  socket.on('error', () => {})
  socket.write(Buffer.concat([Buffer.from(`${method} ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1'), content]))
  await once(socket, 'close')
  // 0 means that the connection was closed without a response.
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(first?.toString('latin1') ?? '')?.[1] ?? 0), bytes }
}

function countStatuses(): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { status } of rows) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

function toLine({ client, request, status, bytes, cpuMs, wallMs }: Row): string {
  return `| ${client} | ${request} | ${status} | ${bytes} | ${cpuMs.toFixed(1)} | ${wallMs.toFixed(1)} |`
}
