import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { Negotiator } from '@fastify/accept-negotiator'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import type { Reads } from '../reads/open-reads.js'
import type { Answer, CachedResponse, ContentEncoding, Representation } from '../reads/response-cache.js'
import type { Services } from '../services.js'
import { isKnown } from './conditional.js'
import { toRequestId } from './request-log.js'

interface KnownUrl {
  readonly key: string
  readonly operationId: string
}

interface WireResponse {
  readonly status: 200 | 304
  /** Names and values in turn. */
  readonly headers: readonly string[]
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
  #headers: readonly string[] | undefined

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
    if (response.release) callWhenClosed(reply.raw, response.release)
    const { status, headers, body } = await this.#toWire(key, response, request.headers)
    reply.code(status).header('vary', 'Accept-Encoding')
    for (let index = 0; index < headers.length; index += 2) reply.header(headers[index] ?? '', headers[index + 1])
    if (this.#headers === undefined) this.#replies.add(reply)
    const url = request.originalUrl
    if (url.length <= MAX_KNOWN_URL_LENGTH) this.#urls.set(url, { key, operationId })
    return body ?? null
  }

  /** Takes over the headers of a cached answer from its route; all of them have the same. */
  rememberHeaders(reply: FastifyReply): void {
    if (this.#headers !== undefined || reply.statusCode !== 200 || !this.#replies.has(reply)) return
    this.#headers = Object.entries(reply.getHeaders())
      .filter(([name]) => !OWN_HEADERS.test(name))
      .flatMap(([name, value]) => [name, String(value)])
  }

  #answer(request: IncomingMessage, response: ServerResponse): boolean {
    if ((request.method !== 'GET' && request.method !== 'HEAD') || this.#headers === undefined) return false
    const known = this.#urls.get(request.url ?? '')
    const cached = known && this.#reads.cache.find(known.key)
    if (!cached) return false
    const startedAt = performance.now()
    const wire = this.#toWire(known.key, cached, request.headers)
    if (wire instanceof Promise) {
      const send = (ready: WireResponse) => this.#send(request, response, known.operationId, ready, startedAt)
      void wire.then(send).catch(() => response.destroy())
    } else {
      this.#send(request, response, known.operationId, wire, startedAt)
    }
    return true
  }

  #send(request: IncomingMessage, response: ServerResponse, operationId: string, wire: WireResponse, startedAt: number): void {
    const { status, headers, body } = wire
    response.writeHead(status, [...(this.#headers ?? []), ...headers, 'x-request-id', toRequestId(request)])
    response.end(request.method === 'HEAD' ? undefined : body)
    const seconds = (performance.now() - startedAt) / 1000
    this.#services.metrics.observeRequest(operationId, request.method ?? '', status, seconds)
  }

  #toWire(key: string, response: CachedResponse, headers: IncomingHttpHeaders): WireResponse | Promise<WireResponse> {
    const encoding = this.#findEncoding(headers)
    const sent = encoding === undefined ? response : this.#reads.cache.encode(key, response, encoding)
    if (sent instanceof Promise) return sent.then((ready) => this.#finish(response, ready, headers))
    return this.#finish(response, sent, headers)
  }

  #finish({ etag }: CachedResponse, sent: Representation, requestHeaders: IncomingHttpHeaders): WireResponse {
    const staleness = this.#toStaleness()
    // A client that has any encoding of the answer has the answer.
    if (isKnown(requestHeaders['if-none-match']?.replaceAll(/-(?:br|gzip)"/g, '"'), etag))
      return { status: 304, headers: ['etag', sent.etag, ...staleness] }
    return { status: 200, headers: staleness.length === 0 ? sent.headers : [...sent.headers, ...staleness], body: sent.body }
  }

  #toStaleness(): readonly string[] {
    const seconds = this.#reads.findStaleSeconds()
    // Source: RFC 9111, section 5.1, and RFC 7234, section 5.5.3, for clients that show the warning.
    return seconds === undefined ? [] : ['age', String(seconds), 'warning', '111 - "Revalidation Failed"']
  }

  #findEncoding(headers: IncomingHttpHeaders): ContentEncoding | undefined {
    const accepted = headers['accept-encoding']
    if (typeof accepted !== 'string') return undefined
    const encoding = this.#negotiator.negotiate(accepted)
    return encoding === 'br' || encoding === 'gzip' ? encoding : undefined
  }
}

function callWhenClosed(response: ServerResponse, release: () => void): void {
  if (response.closed) release()
  else response.once('close', release)
}
