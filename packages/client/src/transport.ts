import { trimTrailingSlashes } from '@mcp-registry/contract'
import { openEtagCache, type EtagCache } from './etag-cache.js'
import { invalidAnswer } from './read-answer.js'
import { toHttpError } from './read-problem.js'
import { RegistryClientError } from './registry-client-error.js'
import { retry, type RetryOptions, toAborted } from './retry.js'

/** The versions of the API; the paths below them are the same. */
const API_VERSIONS = ['v0.1', 'v0'] as const
export type ApiVersion = (typeof API_VERSIONS)[number]

export interface TransportOptions {
  /** The URL of the registry, with or without a trailing slash or the version of the API. */
  readonly baseUrl: string
  /** How requests are sent; the `fetch` of the platform. */
  readonly fetch?: typeof globalThis.fetch
  /** A registry token, or a function that finds the current one. Sent with every request. */
  readonly token?: string | (() => string | undefined | Promise<string | undefined>)
  /** Without one, `v0.1` is tried first and `v0` where that is not there. */
  readonly apiVersion?: ApiVersion
  readonly retry?: RetryOptions | false
  /** Whether, and how many, answers are remembered by their ETag; 500. */
  readonly cache?: { readonly maxEntries: number } | false
  /** How long one attempt may take, its body included; 30,000. */
  readonly timeoutMs?: number
  /** Sent as `User-Agent`. In a browser, leave it out. */
  readonly userAgent?: string
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

/** What a single call may decide. */
export interface CallOptions {
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
  /** In place of the client's token. */
  readonly token?: string
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the version of the API. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | undefined>>
  /** JSON text, sent as it is. */
  readonly body?: string
  /** Whether sending it twice does what sending it once does. */
  readonly isIdempotent: boolean
}

export interface ApiAnswer {
  readonly body: unknown
  /** When the registry made this answer, by its own clock, milliseconds since 1970; unknown where it does not say. */
  readonly answeredAt: number | undefined
}

export interface Transport {
  send(request: ApiRequest, options?: CallOptions): Promise<ApiAnswer>
}

export function openTransport(options: TransportOptions): Transport {
  const base = readBaseUrl(options.baseUrl)
  const cache = options.cache === false ? undefined : openEtagCache(options.cache?.maxEntries ?? 500)
  let settled: ApiVersion | undefined = options.apiVersion ?? base.apiVersion

  return {
    async send(request, call = {}) {
      const attempt = async (version: ApiVersion) =>
        sendOnce(`${base.url}/${version}${request.path}${toQuery(request.query)}`, request, call, options, cache)
      const sendAnyVersion = async () => {
        if (settled !== undefined) return attempt(settled)
        try {
          const answer = await attempt('v0.1')
          settled = 'v0.1'
          return answer
        } catch (error) {
          // Not found may mean the server or the whole version of the API; the other version knows.
          if (!isNotFound(error)) throw error
          const answer = await attempt('v0').catch((other: unknown) => {
            throw isNotFound(other) ? error : other
          })
          settled = 'v0'
          return answer
        }
      }
      if (options.retry === false || !request.isIdempotent) return sendAnyVersion()
      return retry(options.retry ?? {}, call.signal, sendAnyVersion)
    },
  }
}

async function sendOnce(
  url: string,
  request: ApiRequest,
  call: CallOptions,
  options: TransportOptions,
  cache: EtagCache | undefined,
): Promise<ApiAnswer> {
  const token = call.token ?? (typeof options.token === 'function' ? await options.token() : options.token)
  const key = `${url} ${token ?? ''}`
  const cached = request.method === 'GET' ? cache?.find(key) : undefined
  const timeoutMs = call.timeoutMs ?? options.timeoutMs ?? 30_000
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const answer = await (options.fetch ?? globalThis.fetch)(url, {
      method: request.method,
      headers: {
        accept: 'application/json, application/problem+json',
        ...(request.body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(cached !== undefined && { 'if-none-match': cached.etag }),
        ...(options.userAgent !== undefined && { 'user-agent': options.userAgent }),
      },
      ...(request.body !== undefined && { body: request.body }),
      signal: call.signal === undefined ? timeout : AbortSignal.any([call.signal, timeout]),
    })
    const answeredAt = readTime(answer)
    if (answer.status === 304 && cached !== undefined) return { body: parse(cached.body), answeredAt }
    const body = await answer.text()
    if (!answer.ok) throw toHttpError(answer, body, (options.now ?? Date.now)())
    const etag = answer.headers.get('etag')
    if (etag !== null && request.method === 'GET') cache?.keep(key, { etag, body })
    return { body: parse(body), answeredAt }
  } catch (error) {
    if (error instanceof RegistryClientError) throw error
    if (call.signal?.aborted === true) throw toAborted(call.signal)
    if (timeout.aborted) {
      throw new RegistryClientError('timeout', `${url} did not answer within ${timeoutMs} ms.`, { retryable: true, cause: error })
    }
    throw new RegistryClientError('network', `${url} cannot be reached: ${explain(error)}.`, { retryable: true, cause: error })
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof RegistryClientError && error.status === 404
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

/** When an answer was made. A cache may give it its own date, so its age is always taken off: earlier is safe, later is not. */
function readTime({ headers }: Response): number | undefined {
  const date = Date.parse(headers.get('date') ?? '')
  const age = Number(headers.get('age') ?? 0)
  return Number.isNaN(date) ? undefined : date - (Number.isFinite(age) ? age * 1000 : 0)
}

function parse(body: string): unknown {
  if (body === '') return undefined
  try {
    return JSON.parse(body)
  } catch (error) {
    throw invalidAnswer('JSON', error)
  }
}

// Fetch says only that it failed; why is in the cause.
function explain(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  return (cause instanceof Error ? cause.message || cause.name : String(cause)).replace(/\.$/, '')
}
