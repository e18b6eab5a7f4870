import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { Negotiator } from '@fastify/accept-negotiator'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import type { Reads } from '../cache/open-reads.js'
import { type CachedResponse, type ContentEncoding, isLarge, type Representation } from '../cache/response-cache.js'
import type { Services } from '../services.js'
import { isKnown } from './conditional.js'
import { type RouteLabels, UNMATCHED } from '../metrics/http-metrics.js'
import type { CachedOperation } from './operation.js'
import { toRequestId } from './request-log.js'

/** Short enough for publishers to see their changes soon, long enough for shared caches to absorb bursts. */
export const CACHE_CONTROL = 'public, max-age=5, stale-while-revalidate=30, stale-if-error=86400'

interface KnownUrl {
  readonly key: string
  readonly route: RouteLabels
}

interface WireResponse {
  readonly status: 200 | 304
  /** Alternating names and values. */
  readonly headers: readonly string[]
  /** Absent if the status does not allow a body. */
  readonly body?: Buffer
}

// Longer URLs are always routed.
const MAX_KNOWN_URL_LENGTH = 1_024
const MAX_KNOWN_URL_BYTES = 16 * 1024 * 1024
// Approximate size of the objects that hold a URL and its key.
const URL_OVERHEAD_BYTES = 200
// Browsers and HTTP libraries send fewer than 100 characters. With a longer header, the body is sent uncompressed.
const MAX_ACCEPT_LENGTH = 256
const MAX_ACCEPT_HEADERS = 1_000
const ENCODINGS = ['br', 'gzip', 'identity']

/**
 * Sends cached responses. Once a route has served a URL, later requests for the URL are served from memory with the same headers. These
 * responses bypass routing, rate limits and the request log; they are only counted in the metrics.
 */
export class CachedReads {
  readonly #reads: Reads
  readonly #services: Pick<Services, 'metrics'>
  readonly #headers: readonly string[]
  readonly #urls = new LRUCache<string, KnownUrl>({
    maxSize: MAX_KNOWN_URL_BYTES,
    sizeCalculation: ({ key }, url) => 2 * (url.length + key.length) + URL_OVERHEAD_BYTES,
  })
  readonly #negotiator = new Negotiator({
    supportedValues: ENCODINGS,
    cache: new LRUCache<string, string>({ max: MAX_ACCEPT_HEADERS }),
  })

  /** `headers` are added to responses that bypass the router. Routes set the same headers themselves. */
  constructor(reads: Reads, services: Pick<Services, 'metrics'>, headers: Readonly<Record<string, string>>) {
    this.#reads = reads
    this.#services = services
    this.#headers = Object.entries(headers).flat()
  }

  /** Responds to a request for a known URL whose response is cached. Returns false for any other request. */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false
    const known = this.#urls.get(request.url ?? '')
    const cached = known && this.#reads.cache.find(known.key)
    if (!cached) return false
    const startedAt = performance.now()
    response.once('close', this.#services.metrics.http.beginRequest())
    this.#services.metrics.http.observeArrival(request.method, known.route.path)
    const wire = this.#toWire(known.key, cached, request.headers)
    if (wire instanceof Promise) {
      const send = (ready: WireResponse) => this.#send(request, response, known.route, ready, startedAt)
      void wire.then(send).catch(() => response.destroy())
    } else {
      this.#send(request, response, known.route, wire, startedAt)
    }
    return true
  }

  /** Sets the status and headers of a routed request, and returns its body, from the cache or from the handler of the operation. */
  async reply(request: FastifyRequest, reply: FastifyReply, operation: CachedOperation): Promise<Buffer | Readable | null> {
    const { params, query } = request
    const { operationId } = operation
    const key = `${operationId} ${JSON.stringify([params, query])}`
    const response = await this.#reads.get(key, () => operation.handle({ params, query }))
    if (isLarge(response)) return Readable.from(response.open())
    if (response.release) callWhenClosed(reply.raw, response.release)
    const { status, headers, body } = await this.#toWire(key, response, request.headers)
    reply.code(status).header('vary', 'Accept-Encoding')
    for (let index = 0; index < headers.length; index += 2) reply.header(headers[index] ?? '', headers[index + 1])
    const url = request.originalUrl
    if (url.length <= MAX_KNOWN_URL_LENGTH)
      this.#urls.set(url, { key, route: { operation: operationId, path: request.routeOptions.url ?? UNMATCHED.path } })
    return body ?? null
  }

  #send(request: IncomingMessage, response: ServerResponse, route: RouteLabels, wire: WireResponse, startedAt: number): void {
    const { status, headers, body } = wire
    response.writeHead(status, [...this.#headers, ...headers, 'x-request-id', toRequestId(request)])
    response.end(request.method === 'HEAD' ? undefined : body)
    const seconds = (performance.now() - startedAt) / 1000
    this.#services.metrics.http.observeRequest(route, request.method ?? '', status, seconds)
  }

  #toWire(key: string, response: CachedResponse, headers: IncomingHttpHeaders): WireResponse | Promise<WireResponse> {
    const encoding = this.#findEncoding(headers)
    const sent = encoding === undefined ? response : this.#reads.cache.encode(key, response, encoding)
    if (sent instanceof Promise) return sent.then((ready) => this.#finish(response, ready, headers))
    return this.#finish(response, sent, headers)
  }

  #finish({ etag }: CachedResponse, sent: Representation, requestHeaders: IncomingHttpHeaders): WireResponse {
    const staleness = this.#toStaleness()
    if (isKnown(requestHeaders['if-none-match'], etag)) return { status: 304, headers: ['etag', sent.etag, ...staleness] }
    return { status: 200, headers: staleness.length === 0 ? sent.headers : [...sent.headers, ...staleness], body: sent.body }
  }

  #toStaleness(): readonly string[] {
    const seconds = this.#reads.findStaleSeconds()
    // Source: RFC 9111, section 5.1 (`Age`), and RFC 7234, section 5.5.3 (`Warning`, for clients that display it).
    return seconds === undefined ? [] : ['age', String(seconds), 'warning', '111 - "Revalidation Failed"']
  }

  #findEncoding(headers: IncomingHttpHeaders): ContentEncoding | undefined {
    const accepted = headers['accept-encoding']
    if (typeof accepted !== 'string' || accepted.length > MAX_ACCEPT_LENGTH) return undefined
    const encoding = this.#negotiator.negotiate(accepted)
    return encoding === 'br' || encoding === 'gzip' ? encoding : undefined
  }
}

function callWhenClosed(response: ServerResponse, release: () => void): void {
  if (response.closed) release()
  else response.once('close', release)
}
