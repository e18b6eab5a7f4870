import type { RetryOptions } from './retry.js'

/** The versions of the API, which have the same paths. */
export const API_VERSIONS = ['v0.1', 'v0'] as const

/** A version of the API. */
export type ApiVersion = (typeof API_VERSIONS)[number]

/** The location of a registry, and how requests are sent to it. */
export interface TransportOptions {
  /** The URL of the registry, with or without a trailing slash or API version. */
  readonly baseUrl: string
  /** Sends requests. Default: the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch
  /** A registry token, or a function that returns the current one. Sent with every request. */
  readonly token?: string | (() => string | undefined | Promise<string | undefined>)
  /**
   * The version of the API. Default: `v0.1`, or `v0` if the registry does not support that. With `none`, paths are relative to `baseUrl`,
   * and only `request` and `requestRaw` are useful.
   */
  readonly apiVersion?: ApiVersion | 'none'
  /** How failed requests are retried; `false` to send each request once. */
  readonly retry?: RetryOptions | false
  /** Maximum number of responses cached by ETag; the least recently used are evicted first. `false` disables the cache. Default: 500. */
  readonly cache?: { readonly maxEntries: number } | false
  /** Maximum duration of an attempt in milliseconds, including the body. `Infinity` disables the limit. Default: 30,000. */
  readonly timeoutMs?: number
  /** Maximum size of a response body in bytes, after content decoding. Default: 134,217,728. */
  readonly maxBodyBytes?: number
  /** The `User-Agent` header. Omit it in a browser. */
  readonly userAgent?: string
  /** The clock, in milliseconds since the Unix epoch. Default: `Date.now`. */
  readonly now?: () => number
}

/** Options of a single call. */
export interface CallOptions {
  /** Aborts the call, which rejects with the code `aborted`. */
  readonly signal?: AbortSignal
  /** Overrides the `timeoutMs` of the client. */
  readonly timeoutMs?: number
  /** Overrides the `maxBodyBytes` of the client. */
  readonly maxBodyBytes?: number
  /** Overrides the token of the client. */
  readonly token?: string
}

/** A request to a registry. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** The path relative to the API version, starting with a slash. Use the template tag {@link path} to encode names. */
  readonly path: string
  /** The query parameters; undefined ones are omitted. */
  readonly query?: Readonly<Record<string, string | undefined>>
  /** The JSON text of the body, sent unchanged. */
  readonly body?: string
  /** Whether sending the request twice has the same effect as sending it once. Only idempotent requests are retried. */
  readonly isIdempotent: boolean
}

/** The parsed response to an {@link ApiRequest}. */
export interface ApiAnswer {
  /** The parsed JSON; undefined for an empty body. */
  readonly body: unknown
  /**
   * The time at which the registry generated this response, by its own clock, in milliseconds since the Unix epoch; undefined if unknown.
   */
  readonly answeredAt: number | undefined
}
