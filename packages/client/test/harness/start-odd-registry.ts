import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ServerJson } from '@mcp-registry/contract'
import { contractDocument, type ContractTarget } from './registry-contract.js'

interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * A registry that does everything that registries in the field were seen to do: only `/v0`; an HTML page for what it does not have;
 * `_meta` and `metadata` missing here and there; `next_cursor`; a cursor of plain text that is not escaped; an empty extra page;
 * `null` for no servers; `{error}` for a refusal; a first answer of 503.
 */
export async function startOddRegistry(): Promise<ContractTarget> {
  const documents: ServerJson[] = []
  const asked = new Set<string>()
  const server = createServer((request, response) => {
    // Whoever asks for something for the first time is told to come back.
    const isFirst = !asked.has(request.url ?? '')
    asked.add(request.url ?? '')
    const { status, type, body, headers } = isFirst && isOwnPath(request) ? BUSY : answer(request, documents)
    response.writeHead(status, { 'content-type': type, ...headers }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    options: { baseUrl: `http://127.0.0.1:${port}//` },
    async publish(name, version) {
      documents.push(contractDocument(name, version))
      documents.sort((a, b) => (toKey(a) < toKey(b) ? -1 : 1))
      asked.clear()
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const BUSY: Answer = { status: 503, type: 'text/html', body: '<h1>503</h1>', headers: { 'retry-after': '0' } }
const NOT_FOUND: Answer = { status: 404, type: 'text/html', body: '<!doctype html><title>404</title>' }

function isOwnPath(request: IncomingMessage): boolean {
  return request.url?.startsWith('/v0/') === true
}

function answer(request: IncomingMessage, documents: readonly ServerJson[]): Answer {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://odd')
  const [, version, root, name, , wanted] = pathname.split('/').map(decodeURIComponent)
  if (version !== 'v0') return NOT_FOUND
  if (root === 'health') return json({ status: 'ok' })
  if (root === 'ping') return json({ pong: true, extra: 1 })
  if (root === 'version') return json({ version: 'odd' })
  if (root !== 'servers') return NOT_FOUND
  if (name === undefined) return list(documents, searchParams)
  const versions = documents.filter((document) => document.name === name)
  if (wanted === undefined) return json({ servers: versions.map((document) => ({ server: document })), metadata: { count: 99 } })
  const found = wanted === 'latest' ? versions.at(-1) : versions.find((document) => document.version === wanted)
  return found === undefined ? json({ error: 'Server not found' }, 404) : json({ server: found })
}

function list(documents: readonly ServerJson[], query: URLSearchParams): Answer {
  const limit = Number(query.get('limit') ?? 30)
  const cursor = query.get('cursor') ?? ''
  const found = documents.filter((document) => document.name.includes(query.get('search') ?? ''))
  if (found.length === 0) return json({ servers: null })
  const page = found.filter((document) => toKey(document) > cursor).slice(0, limit)
  const last = page.at(-1)
  const servers = page.map((document, index) => (index % 2 === 0 ? { server: document } : { server: document, _meta: null }))
  // It does not look whether anything comes after the page, so the last page is an empty one.
  return json(last === undefined ? { servers } : { servers, metadata: { next_cursor: toKey(last) } })
}

function toKey({ name, version }: ServerJson): string {
  return `${name}:${version}`
}

function json(value: unknown, status = 200): Answer {
  return { status, type: 'text/plain', body: JSON.stringify(value) }
}
