import { trimTrailingSlashes } from '@mcp-registry/contract'
import { openEtagCache } from './etag-cache.js'
import { fetchResponse, type ReadResponse } from './fetch-response.js'
import { invalidAnswer } from './read-answer.js'
import { isRegistryClientError } from './registry-client-error.js'
import { retry, type RetryOptions } from './retry.js'

/** The versions of the API; the paths below them are the same. */
const API_VERSIONS = ['v0.1', 'v0'] as const

/** A version of the API. */
export type ApiVersion = (typeof API_VERSIONS)[number]

/** Where a registry is, and how requests are sent to it. */
export interface TransportOptions {
  /** The URL of the registry, with or without a trailing slash or the version of the API. */
  readonly baseUrl: string
  /** How requests are sent. Default: the `fetch` of the platform. */
  readonly fetch?: typeof globalThis.fetch
  /** A registry token, or a function that returns the current one. Sent with every request. */
  readonly token?: string | (() => string | undefined | Promise<string | undefined>)
  /**
   * The version of the API. Default: `v0.1`, or `v0` if the registry does not have that. With `none`, paths start at `baseUrl`; only
   * `request` and `requestRaw` are useful then.
   */
  readonly apiVersion?: ApiVersion | 'none'
  /** How failed requests are retried; `false` to send each request once. */
  readonly retry?: RetryOptions | false
  /** How many responses are kept by their ETag, least recently used first out; `false` for none. Default: 500. */
  readonly cache?: { readonly maxEntries: number } | false
  /** Maximum duration of one attempt in milliseconds, including its body. `Infinity` disables it. Default: 30,000. */
  readonly timeoutMs?: number
  /** Maximum size of a response body in bytes, after content decoding. Default: 134,217,728. */
  readonly maxBodyBytes?: number
  /** The `User-Agent` header. Omit it in a browser. */
  readonly userAgent?: string
  /** The clock, in milliseconds since 1970. Default: `Date.now`. */
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
  /** The path below the version of the API, starting with a slash. Use the template tag {@link path} to encode names. */
  readonly path: string
  /** The query parameters; undefined ones are omitted. */
  readonly query?: Readonly<Record<string, string | undefined>>
  /** The JSON text of the body, sent as it is. */
  readonly body?: string
  /** Whether sending the request twice has the same effect as sending it once. Only idempotent requests are retried. */
  readonly isIdempotent: boolean
}

/** The parsed response to an {@link ApiRequest}. */
export interface ApiAnswer {
  /** The parsed JSON; undefined for an empty body. */
  readonly body: unknown
  /** When the registry made this response, by its own clock, milliseconds since 1970; undefined if it does not say. */
  readonly answeredAt: number | undefined
}

export interface Transport {
  send(request: ApiRequest, options?: CallOptions): Promise<ApiAnswer>
  sendRaw<T>(request: ApiRequest, read: ReadResponse<T>, options?: CallOptions): Promise<T>
}

/** Throws a `TypeError` if the base URL is not an http or https URL. */
export function openTransport(options: TransportOptions): Transport {
  const base = readBaseUrl(options.baseUrl)
  const cache = options.cache === false ? undefined : openEtagCache(options.cache?.maxEntries ?? 500)
  let settled = options.apiVersion ?? base.apiVersion

  const findToken = async (call: CallOptions) =>
    call.token ?? (typeof options.token === 'function' ? await options.token() : options.token)

  const withRetries = async <T>(request: ApiRequest, call: CallOptions, attempt: (url: string) => Promise<T>): Promise<T> => {
    const toUrl = (version: ApiVersion | 'none') =>
      `${base.url}${version === 'none' ? '' : `/${version}`}${request.path}${toQuery(request.query)}`
    const sendAnyVersion = async () => {
      if (settled !== undefined) return attempt(toUrl(settled))
      try {
        const answer = await attempt(toUrl('v0.1'))
        settled = 'v0.1'
        return answer
      } catch (error) {
        // Not found may mean the server or the whole version of the API; the other version knows.
        if (!isNotFound(error)) throw error
        const answer = await attempt(toUrl('v0')).catch((other: unknown) => {
          throw isNotFound(other) ? error : other
        })
        settled = 'v0'
        return answer
      }
    }
    if (options.retry === false || !request.isIdempotent) return sendAnyVersion()
    return retry(options.retry ?? {}, call.signal, sendAnyVersion)
  }

  return {
    send: (request, call = {}) =>
      withRetries(request, call, async (url) => {
        const token = await findToken(call)
        const key = `${url} ${token ?? ''}`
        const cached = request.method === 'GET' ? cache?.find(key) : undefined
        return fetchResponse<ApiAnswer>(url, request, token, cached?.etag, call, options, async (response) => {
          const { answeredAt, headers, status } = response
          if (status === 304 && cached !== undefined) return { body: parse(cached.body), answeredAt }
          const body = await response.text()
          const etag = headers.get('etag')
          if (etag !== null && request.method === 'GET') cache?.keep(key, { etag, body })
          return { body: parse(body), answeredAt }
        })
      }),
    sendRaw: (request, read, call = {}) =>
      withRetries(request, call, async (url) =>
        fetchResponse(url, request, await findToken(call), undefined, call, options, read),
      ),
  }
}

function isNotFound(error: unknown): boolean {
  return isRegistryClientError(error) && error.status === 404
}

function readBaseUrl(text: string): { url: string; apiVersion: ApiVersion | undefined } {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
    throw new TypeError(`${JSON.stringify(text)} is not the http or https URL of a registry.`)
  const { origin, pathname } = new URL(text)
  const path = trimTrailingSlashes(pathname)
  const apiVersion = API_VERSIONS.find((version) => path.endsWith(`/${version}`))
  const base = apiVersion === undefined ? path : trimTrailingSlashes(path.slice(0, -apiVersion.length))
  return { url: origin + base, apiVersion }
}

function toQuery(query: ApiRequest['query'] = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  const text = new URLSearchParams(given).toString()
  return text === '' ? '' : `?${text}`
}

function parse(body: string): unknown {
  if (body === '') return undefined
  try {
    return JSON.parse(body)
  } catch (error) {
    throw invalidAnswer('JSON', error)
  }
}
