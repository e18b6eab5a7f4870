import { findCertificateProblem, findCode } from '@mcp-registry/contract'
import { Agent, type Dispatcher, fetch, type Headers, type Response } from 'undici'
import { type Destinations, requireDestination } from './destination.js'
import { type ConnectTo, guardedConnect, trustingConnect, type GuardOptions } from './guarded-connect.js'
import { OutboundError } from './outbound-error.js'
import { openHostResolver, type ResolveHost } from './resolve-host.js'

export interface OutboundRequest extends Destinations {
  readonly url: string | URL
  readonly method?: 'GET' | 'HEAD' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Maximum number of redirects, each checked like the first URL; exceeding it is an error. Default 0, and always 0 for a POST. */
  readonly maxRedirects?: number
  /** Maximum size of the body after decompression. Default 1 MiB. */
  readonly maxBytes?: number
  /** Time limit for the whole exchange: waiting for a connection, redirects and body. Default 10 s. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/** The status, headers and URL of a response with any status. */
export interface OutboundHead {
  readonly status: number
  readonly headers: Headers
  /** The URL of the response, after redirects. */
  readonly url: URL
}

export interface OutboundResponse extends OutboundHead {
  readonly bytes: Uint8Array
  /** The body as UTF-8. */
  text(): string
  /** The body parsed as JSON; throws an OutboundError if it is not JSON. */
  json(): unknown
}

/** The only HTTP client for requests on behalf of others: public addresses only, with limits, and without credentials of the registry. */
export interface Outbound {
  /** The complete response; throws an OutboundError if there is none. */
  fetch(request: OutboundRequest): Promise<OutboundResponse>
  /** Passes the head and the body, as a stream of chunks, to `read`. The limits apply until `read` returns. */
  stream<T>(request: OutboundRequest, read: (head: OutboundHead, body: AsyncIterable<Uint8Array>) => Promise<T>): Promise<T>
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export interface OutboundOptions {
  /** Sent with every request. Names the registry and how to contact its operator. */
  readonly userAgent?: string
  readonly resolveHost?: ResolveHost
  readonly connectTo?: ConnectTo
  readonly buildDialler?: GuardOptions['buildDialler']
  /** Replaces the default certificate authorities. PEM. */
  readonly ca?: string
  /** Maximum number of connections per host. Further requests wait in a queue, within their time limit. */
  readonly maxConnectionsPerHost?: number
  /**
   * Maximum number of requests per host, in flight or queued. Further ones are refused at once, so a host that hangs leaves capacity for
   * others.
   */
  readonly maxRequestsPerHost?: number
}

const DEFAULT_MAX_BYTES = 1024 * 1024
const DEFAULT_TIMEOUT_MS = 10_000
// Limit for all hosts together. The memory of each request is bounded by its own limit.
const MAX_REQUESTS = 2048
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])
// Credentials must not be sent to another origin.
const CREDENTIAL_HEADERS: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization'])

export function openOutbound(options: OutboundOptions = {}): Outbound {
  const { userAgent = 'mcp-registry', resolveHost = openHostResolver(), maxRequestsPerHost = 256 } = options
  const connect = { connectTo: options.connectTo ?? {}, connectTimeoutMs: DEFAULT_TIMEOUT_MS, ca: options.ca }
  const pool = { connections: options.maxConnectionsPerHost ?? 16, pipelining: 1, keepAliveTimeout: 4_000 }
  // Two agents, because a request must not reuse a connection that it would not be allowed to open.
  const guarded = new Agent({ ...pool, connect: guardedConnect({ ...connect, resolveHost, buildDialler: options.buildDialler }) })
  const trusting = new Agent({ ...pool, connect: trustingConnect(connect) })
  const requests = new Map<string, number>()
  let total = 0

  const stream: Outbound['stream'] = async (request, read) => {
    const { timeoutMs = DEFAULT_TIMEOUT_MS, maxBytes = DEFAULT_MAX_BYTES } = request
    // The body of a POST must not be sent to another host.
    const maxRedirects = request.method === 'POST' ? 0 : (request.maxRedirects ?? 0)
    const first = requireDestination(request.url, request)
    const { host } = first.url
    const before = requests.get(host) ?? 0
    if (before >= maxRequestsPerHost || total >= MAX_REQUESTS) throw new OutboundError({ kind: 'busy', host })
    const deadline = AbortSignal.timeout(timeoutMs)
    // Aborting at the end discards an unread body.
    const done = new AbortController()
    const signal = AbortSignal.any([deadline, done.signal, ...(request.signal ? [request.signal] : [])])
    const headers = toHeaders(request, userAgent)
    let target = first
    requests.set(host, before + 1)
    total += 1
    try {
      for (let redirects = 0; ; redirects += 1) {
        const dispatcher = target.isPrivate ? trusting : guarded
        const response = await send(target.url, request, headers, dispatcher, signal)
        const location = REDIRECTS.has(response.status) ? response.headers.get('location') : null
        if (location === null) {
          const head = { status: response.status, headers: response.headers, url: target.url }
          return await read(head, limitBody(response, maxBytes, target.url.host))
        }
        await response.body?.cancel()
        if (redirects >= maxRedirects) throw new OutboundError({ kind: 'too-many-redirects', limit: maxRedirects })
        const next = requireDestination(location, request, target.url)
        if (next.url.origin !== target.url.origin) for (const name of CREDENTIAL_HEADERS) delete headers[name]
        target = next
      }
    } catch (error) {
      request.signal?.throwIfAborted()
      // Seen from inside, the end of time is a connection that breaks.
      const isBroken = error instanceof OutboundError && error.failure.kind === 'unreachable'
      if (!deadline.aborted || !isBroken) throw error
      throw new OutboundError({ kind: 'timeout', host: target.url.host, timeoutMs }, { cause: error })
    } finally {
      const left = (requests.get(host) ?? 1) - 1
      if (left === 0) requests.delete(host)
      else requests.set(host, left)
      total -= 1
      done.abort()
    }
  }

  const close = async (): Promise<void> => {
    await Promise.all([guarded.destroy(), trusting.destroy()])
  }

  return {
    stream,
    fetch: (request) => stream(request, readBody),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function toHeaders(request: OutboundRequest, userAgent: string): Record<string, string> {
  const own = Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value])
  return { 'user-agent': userAgent, ...Object.fromEntries(own) }
}

async function send(
  url: URL,
  { method = 'GET', body }: OutboundRequest,
  headers: Record<string, string>,
  dispatcher: Dispatcher,
  signal: AbortSignal,
): Promise<Response> {
  try {
    return await fetch(url, { method, headers, dispatcher, signal, redirect: 'manual', ...(body !== undefined && { body }) })
  } catch (error) {
    throw toOutboundError(error, url.host)
  }
}

async function* limitBody(response: Response, maxBytes: number, host: string): AsyncGenerator<Uint8Array> {
  let bytes = 0
  const tooLarge = new OutboundError({ kind: 'too-large', host, maxBytes })
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge
  if (!response.body) return
  try {
    for await (const chunk of response.body) {
      const piece: Uint8Array = chunk
      bytes += piece.byteLength
      if (bytes > maxBytes) throw tooLarge
      yield piece
    }
  } catch (error) {
    throw toOutboundError(error, host)
  }
}

async function readBody(head: OutboundHead, body: AsyncIterable<Uint8Array>): Promise<OutboundResponse> {
  const pieces: Uint8Array[] = []
  for await (const piece of body) pieces.push(piece)
  const bytes = Buffer.concat(pieces)
  return {
    ...head,
    bytes,
    text: () => bytes.toString('utf8'),
    json: () => {
      try {
        const value: unknown = JSON.parse(bytes.toString('utf8'))
        return value
      } catch (error) {
        throw new OutboundError({ kind: 'malformed-body', host: head.url.host, expected: 'JSON' }, { cause: error })
      }
    },
  }
}

function toOutboundError(error: unknown, host: string): OutboundError {
  if (error instanceof OutboundError) return error
  // fetch only reports that it failed; the cause has the reason.
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  if (cause instanceof OutboundError) return cause
  const code = findCode(cause)
  const untrusted = code === undefined ? undefined : findCertificateProblem(code)
  const reason = untrusted ?? code ?? 'the connection failed'
  return new OutboundError({ kind: 'unreachable', host, reason, isUntrusted: untrusted !== undefined }, { cause: error })
}
