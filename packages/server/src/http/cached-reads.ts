import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, RequestListener, ServerResponse } from 'node:http'
import { Negotiator } from '@fastify/accept-negotiator'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import type { Reads } from '../reads/open-reads.js'
import type { Answer, CachedResponse, ContentEncoding } from '../reads/response-cache.js'
import type { Services } from '../services.js'
import { isKnown } from './conditional.js'
import { toRequestId } from './request-log.js'

interface KnownUrl {
  readonly key: string
  readonly operationId: string
}

interface WireResponse {
  readonly status: 200 | 304
  readonly headers: OutgoingHttpHeaders
  /** Absent where the status allows none. */
  readonly body?: Buffer
}

const MAX_KNOWN_URLS = 50_000
const MAX_KNOWN_URL_LENGTH = 1_024
const ENCODINGS = ['br', 'gzip', 'identity']

// What belongs to one response and not to all of them.
const OWN_HEADERS =
  /^(?:x-request-id|content-(?:length|encoding)|etag|age|warning|date|connection|keep-alive|retry-after|(?:x-)?ratelimit-.*)$/

/**
 * Sends cached answers. A URL that was answered once by its route is answered from memory the next time, before any routing: with the
 * same headers, and as quickly as the bytes can be written. Rate limits and logs are there to protect and to follow the work
 * that a request causes; an answer from memory causes none, and is only counted.
 */
export class CachedReads {
  readonly #reads: Reads
  readonly #services: Pick<Services, 'metrics' | 'log'>
  readonly #urls = new LRUCache<string, KnownUrl>({ max: MAX_KNOWN_URLS })
  readonly #negotiator = new Negotiator({ supportedValues: ENCODINGS, cache: new LRUCache<string, string>({ max: 1_000 }) })
  readonly #replies = new WeakSet<FastifyReply>()
  #headers: OutgoingHttpHeaders | undefined

  constructor(reads: Reads, services: Pick<Services, 'metrics' | 'log'>) {
    this.#reads = reads
    this.#services = services
  }

  /** Answers a request for a URL that is known, and hands every other one on. */
  listen(handle: RequestListener): RequestListener {
    return (request, response) => {
      if (!this.#answer(request, response)) handle(request, response)
    }
  }

  /** The answer of a route: from memory, or by `look`. */
  async reply(
    request: FastifyRequest,
    reply: FastifyReply,
    operationId: string,
    look: () => Promise<Answer>,
  ): Promise<Buffer | null> {
    const key = `${operationId} ${JSON.stringify([request.params, request.query])}`
    const response = await this.#reads.get(key, look)
    const { status, headers, body } = await this.#toWire(key, response, request.headers)
    reply.code(status).headers(headers)
    this.#replies.add(reply)
    const url = request.originalUrl
    if (url.length <= MAX_KNOWN_URL_LENGTH) this.#urls.set(url, { key, operationId })
    return body ?? null
  }

  /** Takes over the headers of a cached answer from its route; all of them have the same. */
  rememberHeaders(reply: FastifyReply): void {
    if (reply.statusCode !== 200 || !this.#replies.has(reply)) return
    this.#headers ??= Object.fromEntries(Object.entries(reply.getHeaders()).filter(([name]) => !OWN_HEADERS.test(name)))
  }

  #answer(request: IncomingMessage, response: ServerResponse): boolean {
    if ((request.method !== 'GET' && request.method !== 'HEAD') || this.#headers === undefined) return false
    const known = this.#urls.get(request.url ?? '')
    const cached = known && this.#reads.cache.find(known.key)
    if (!cached) return false
    const startedAt = performance.now()
    const wire = this.#toWire(known.key, cached, request.headers)
    const send = (ready: WireResponse) => this.#send(request, response, known.operationId, ready, startedAt)
    if (wire instanceof Promise) void wire.then(send, () => response.destroy())
    else send(wire)
    return true
  }

  #send(request: IncomingMessage, response: ServerResponse, operationId: string, wire: WireResponse, startedAt: number): void {
    const { status, headers, body } = wire
    response.writeHead(status, { ...this.#headers, ...headers, 'x-request-id': toRequestId(request) })
    response.end(request.method === 'HEAD' ? undefined : body)
    const seconds = (performance.now() - startedAt) / 1000
    this.#services.metrics.httpDuration.labels(operationId, request.method ?? '', String(status)).observe(seconds)
  }

  #toWire(key: string, response: CachedResponse, headers: IncomingHttpHeaders): WireResponse | Promise<WireResponse> {
    const encoding = this.#findEncoding(headers)
    const encoded = encoding && this.#reads.cache.encode(key, response, encoding)
    if (encoded instanceof Promise) return encoded.then((body) => this.#finish(response, headers, encoding, body))
    return this.#finish(response, headers, encoding, encoded)
  }

  #finish(
    response: CachedResponse,
    requestHeaders: IncomingHttpHeaders,
    encoding: ContentEncoding | undefined,
    encoded: Buffer | undefined,
  ): WireResponse {
    // A strong tag names bytes, so each encoding has its own; a client that has any of them has the answer.
    const etag = `"${response.tag}${encoded ? `-${encoding}` : ''}"`
    const headers: OutgoingHttpHeaders = { etag, vary: 'Accept-Encoding', ...this.#toStaleness() }
    if (isKnown(requestHeaders['if-none-match']?.replaceAll(/-(?:br|gzip)"/g, '"'), `"${response.tag}"`))
      return { status: 304, headers }
    const body = encoded ?? response.body
    if (encoded) headers['content-encoding'] = encoding
    headers['content-length'] = body.length
    return { status: 200, headers, body }
  }

  #toStaleness(): OutgoingHttpHeaders | undefined {
    const seconds = this.#reads.findStaleSeconds()
    // Source: RFC 9111, section 5.1, and RFC 7234, section 5.5.3, for clients that show the warning.
    return seconds === undefined ? undefined : { age: String(seconds), warning: '111 - "Revalidation Failed"' }
  }

  #findEncoding(headers: IncomingHttpHeaders): ContentEncoding | undefined {
    const accepted = headers['accept-encoding']
    if (typeof accepted !== 'string') return undefined
    const encoding = this.#negotiator.negotiate(accepted)
    return encoding === 'br' || encoding === 'gzip' ? encoding : undefined
  }
}
