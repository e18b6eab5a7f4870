import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { LRUCache } from 'lru-cache'
import xxhash from 'xxhash-wasm'
import type { ChangeLog } from './change-log.js'
import type { KeyRange } from '../entries/key-range.js'
import { releaseBuffer } from '../entries/buffer-pool.js'

/** A response of the catalog and the key ranges that it depends on. Changes outside the ranges do not affect it. */
export interface Answer {
  /** JSON, ready to send. The receiver must release a pooled buffer. */
  readonly body: string | Buffer
  readonly ranges: readonly KeyRange[]
  /** Whether it was built without querying the database. */
  readonly isFromMemory?: boolean
}

/** A response that is too large to be held in memory. It is neither cached nor compressed, and has no ETag. */
export interface LargeAnswer {
  /** Opens the JSON text as a stream of pieces. Each receiver opens its own. */
  readonly open: () => AsyncIterable<string>
}

export function isLarge(answer: object): answer is LargeAnswer {
  return 'open' in answer
}

export type ContentEncoding = 'br' | 'gzip'

/** A body and the headers that describe it. */
export interface Representation {
  readonly body: Buffer
  readonly etag: string
  /** Alternating names and values, the fastest form to write. */
  readonly headers: readonly string[]
}

/** A response in the form in which it is sent repeatedly. */
export interface CachedResponse extends Representation {
  /** Milliseconds since 1970. */
  readonly storedAtMs: number
  readonly ranges: readonly KeyRange[]
  readonly encoded: Map<ContentEncoding, Representation>
  /** The receiver calls this after sending the response. Absent if the response is cached. */
  readonly release?: () => void
}

export interface ResponseCacheMetrics {
  readonly hits: number
  readonly misses: number
  /** Cached responses that had changed when they were requested. */
  readonly drops: number
  readonly bytes: number
  readonly entries: number
}

interface Flight {
  readonly startedAt: number
  /** The number of requests that wait for it. */
  users: number
}

interface Slot {
  readonly response: CachedResponse
  /** The position of the change log up to which the response is known to be current. */
  trueAt: number
  readonly bytes: number
}

const compressBrotli = promisify(brotliCompress)
const compressGzip = promisify(gzip)
// Approximate overhead per response: ranges, ETag and the objects around them. A character of the key takes up to two bytes.
const SLOT_OVERHEAD_BYTES = 1024
// Larger responses, such as list pages, do not evict smaller ones: clients that walk the list would otherwise flush everything else from
// memory.
const SMALL_BYTES = 16 * 1024
const SMALL_SHARE = 1 / 4
const SEEN_ONCE = 200
// Below this size, a compressed body is hardly smaller than its headers.
const MIN_COMPRESSED_BYTES = 860

/**
 * A cache of ready-to-send responses with a limit in bytes and LRU eviction. A response is dropped exactly when a change falls within its
 * key ranges. Concurrent misses of a key share one lookup.
 */
export class ResponseCache {
  readonly #changes: ChangeLog
  readonly #now: () => number
  readonly #small: LRUCache<string, Slot>
  readonly #large: LRUCache<string, Slot>
  readonly #flights = new Map<string, Flight & { readonly response: Promise<CachedResponse | LargeAnswer> }>()
  readonly #maxEntryBytes: number
  // Keys whose responses were built from cached entries and were not cached themselves.
  readonly #seenOnce = new LRUCache<string, true>({ max: SEEN_ONCE })
  #hits = 0
  #misses = 0
  #drops = 0

  constructor(options: { readonly changes: ChangeLog; readonly maxBytes: number; readonly now: () => number }) {
    this.#changes = options.changes
    this.#now = options.now
    const { maxBytes } = options
    const smallBytes = Math.floor(maxBytes * SMALL_SHARE)
    // A response larger than a tenth of the cache would evict more than it saves.
    this.#maxEntryBytes = Math.floor(maxBytes / 10)
    this.#small = createSlots(smallBytes, this.#maxEntryBytes)
    this.#large = createSlots(maxBytes - smallBytes, this.#maxEntryBytes)
  }

  /** The cached response, if there is one and it is current. */
  find(key: string): CachedResponse | undefined {
    const slots = this.#small.has(key) ? this.#small : this.#large
    const slot = slots.get(key)
    if (slot === undefined) return undefined
    if (this.#changes.hasChanged(slot.response.ranges, slot.trueAt)) {
      slots.delete(key)
      this.#drops++
      return undefined
    }
    slot.trueAt = this.#changes.position
    this.#hits++
    return slot.response
  }

  /** Returns the cached response, or calls `look` on a miss. Errors of `look` reject the call and are not cached. */
  get(key: string, look: () => Promise<Answer>): Promise<CachedResponse>
  get(key: string, look: () => Promise<Answer | LargeAnswer>): Promise<CachedResponse | LargeAnswer>
  async get(key: string, look: () => Promise<Answer | LargeAnswer>): Promise<CachedResponse | LargeAnswer> {
    const found = this.find(key)
    if (found) return found
    const position = this.#changes.position
    const flight = this.#flights.get(key)
    // A lookup that began before the last change may not see that change, but the client that made the change must.
    if (flight?.startedAt === position) {
      flight.users++
      return flight.response
    }
    const own: Flight = { startedAt: position, users: 1 }
    const response = this.#fill(key, own, look)
    this.#flights.set(key, Object.assign(own, { response }))
    return response
  }

  /** Returns the response in this encoding, which is created on first use and cached. A small response is returned unencoded. */
  encode(key: string, response: CachedResponse, encoding: ContentEncoding): Representation | Promise<Representation> {
    if (response.body.length < MIN_COMPRESSED_BYTES) return response
    return response.encoded.get(encoding) ?? this.#encode(key, response, encoding)
  }

  get metrics(): ResponseCacheMetrics {
    return {
      hits: this.#hits,
      misses: this.#misses,
      drops: this.#drops,
      bytes: this.#small.calculatedSize + this.#large.calculatedSize,
      entries: this.#small.size + this.#large.size,
    }
  }

  #findSlots({ body }: CachedResponse): LRUCache<string, Slot> {
    return body.length <= SMALL_BYTES ? this.#small : this.#large
  }

  async #encode(key: string, response: CachedResponse, encoding: ContentEncoding): Promise<Representation> {
    const body = await compress(response.body, encoding)
    // A strong ETag identifies the exact bytes, so each encoding has its own.
    const encoded = toRepresentation(body, response.etag.replace(/"$/, `-${encoding}"`), ['content-encoding', encoding])
    response.encoded.set(encoding, encoded)
    const slots = this.#findSlots(response)
    const slot = slots.peek(key)
    if (slot?.response === response) {
      // A new object, because the cache does not recompute the size of the same object.
      slots.set(key, { ...slot, bytes: slot.bytes + body.length })
    }
    return encoded
  }

  async #fill(key: string, flight: Flight, look: () => Promise<Answer | LargeAnswer>): Promise<CachedResponse | LargeAnswer> {
    try {
      const answer = await look()
      if (isLarge(answer)) {
        this.#misses++
        return answer
      }
      if (answer.isFromMemory === true) this.#hits++
      else this.#misses++
      return this.#keep(key, flight.startedAt, answer) ?? toTransient(answer, { storedAtMs: this.#now(), users: flight.users })
    } finally {
      // Later callers start a new lookup.
      if (this.#flights.get(key) === flight) this.#flights.delete(key)
    }
  }

  /** Caches the response, unless it is too large or can be rebuilt just as fast. */
  #keep(key: string, position: number, answer: Answer): CachedResponse | undefined {
    const made = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body
    const bytes = made.length + 2 * key.length + SLOT_OVERHEAD_BYTES
    if (bytes > this.#maxEntryBytes || (answer.isFromMemory === true && !this.#isAskedAgain(key))) return undefined
    const body = typeof answer.body === 'string' ? made : Buffer.from(made)
    releaseBuffer(made)
    const response = toResponse(body, answer.ranges, this.#now())
    const slots = this.#findSlots(response)
    // The lookup may or may not have seen changes made in the meantime, so the position is that of its start.
    slots.set(key, { response, trueAt: position, bytes })
    for (const others of [this.#small, this.#large]) if (others !== slots) others.delete(key)
    return response
  }

  /** Whether the same response was recently built from cached entries. Clients that walk the list request each page once. */
  #isAskedAgain(key: string): boolean {
    const isAskedAgain = this.#seenOnce.has(key)
    this.#seenOnce.set(key, true)
    return isAskedAgain
  }
}

/** A response that is not cached, for the requests that wait for it. Its buffer is released when the last of them has sent it. */
function toTransient(answer: Answer, { storedAtMs, users }: { storedAtMs: number; users: number }): CachedResponse {
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body
  let left = users
  const release = () => {
    left--
    if (left === 0) releaseBuffer(body)
  }
  return { ...toResponse(body, answer.ranges, storedAtMs), release }
}

function toResponse(body: Buffer, ranges: readonly KeyRange[], storedAtMs: number): CachedResponse {
  return { ...toRepresentation(body, toTag(body)), storedAtMs, ranges, encoded: new Map() }
}

function createSlots(maxBytes: number, maxEntryBytes: number): LRUCache<string, Slot> {
  return new LRUCache<string, Slot>({
    maxSize: Math.max(1, maxBytes),
    maxEntrySize: Math.max(1, maxEntryBytes),
    sizeCalculation: (slot) => slot.bytes,
  })
}

function toRepresentation(body: Buffer, etag: string, headers: readonly string[] = []): Representation {
  return { body, etag, headers: ['etag', etag, ...headers, 'content-length', String(body.length)] }
}

// A hash that takes a fifth of the time of a cryptographic one. Collisions cannot be forged, since a response contains timestamps that the
// registry sets to the microsecond.
const hasher = await xxhash()

function toTag(body: Buffer): string {
  return `"${hasher.h64Raw(body).toString(36)}"`
}

function compress(body: Buffer, encoding: ContentEncoding): Promise<Buffer> {
  if (encoding === 'gzip') return compressGzip(body, { level: 6 })
  return compressBrotli(body, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
  })
}
