import { toHttpError } from './read-problem.js'
import { isRegistryClientError, RegistryClientError } from './registry-client-error.js'
import { readBytes, readText } from './response-body.js'
import { toAborted } from './retry.js'
import type { ApiRequest, CallOptions, TransportOptions } from './transport-options.js'

/** A successful response whose body has not been read. The body can be read once, by {@link RawResponse.bytes} or {@link RawResponse.text}. */
export interface RawResponse {
  /** The HTTP status. */
  readonly status: number
  readonly headers: Headers
  /**
   * The time at which the registry generated this response, by its own clock, in milliseconds since the Unix epoch; undefined if unknown.
   */
  readonly answeredAt: number | undefined
  /**
   * The bytes of the body as a stream, after content decoding. Rejects with a `RegistryClientError`: `response-too-large` beyond
   * `maxBodyBytes`, `network`, `timeout` or `aborted`.
   */
  bytes(): AsyncIterable<Uint8Array>
  /** The whole body as UTF-8 text, unparsed, without a byte order mark. Rejects like {@link RawResponse.bytes}. */
  text(): Promise<string>
}

/** Reads a {@link RawResponse}. A retryable `RegistryClientError` starts another attempt; any other error is passed to the caller. */
export type ReadResponse<T> = (response: RawResponse) => T | Promise<T>

const DEFAULT_TIMEOUT_MS = 30_000
// Larger than the largest response of this project's server: all versions of a server, whose documents total at most 64 MiB.
const DEFAULT_MAX_BODY_BYTES = 128 * 1024 * 1024
const MAX_ERROR_BYTES = 1024 * 1024

/** A single attempt: sends the request and reads a 2xx response, or a 304 if an ETag was sent. Any other status is an error. */
export async function fetchResponse<T>(
  url: string,
  request: ApiRequest,
  token: string | undefined,
  etag: string | undefined,
  call: CallOptions,
  options: TransportOptions,
  read: ReadResponse<T>,
): Promise<T> {
  const timeoutMs = call.timeoutMs ?? options.timeoutMs ?? DEFAULT_TIMEOUT_MS
  const timeout = timeoutMs === Infinity ? undefined : AbortSignal.timeout(timeoutMs)
  const toError = (failure: unknown): RegistryClientError => {
    if (isRegistryClientError(failure)) return failure
    if (call.signal?.aborted === true) return toAborted(call.signal)
    const cause = { retryable: true, cause: failure }
    if (timeout?.aborted === true)
      return new RegistryClientError('timeout', `${url} did not answer within ${timeoutMs} ms.`, cause)
    return new RegistryClientError('network', `${url} cannot be reached: ${explain(failure)}.`, cause)
  }
  const response = await send(url, request, token, etag, call.signal, timeout, options).catch((failure: unknown) => {
    throw toError(failure)
  })
  const isNotModified = response.status === 304 && etag !== undefined
  if (!response.ok && !isNotModified) {
    const body = await readText(readBytes(response, MAX_ERROR_BYTES, toError)).catch((error: unknown) => {
      if (isRegistryClientError(error) && error.code === 'response-too-large') return ''
      throw error
    })
    throw toHttpError(response, body, (options.now ?? Date.now)())
  }
  const maxBodyBytes = call.maxBodyBytes ?? options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES
  const bytes = () => readBytes(response, maxBodyBytes, toError)
  const { status, headers } = response
  try {
    return await read({ status, headers, answeredAt: readTime(headers), bytes, text: () => readText(bytes()) })
  } catch (error) {
    void response.body?.cancel().catch(() => {})
    throw error
  }
}

async function send(
  url: string,
  { method, body }: ApiRequest,
  token: string | undefined,
  etag: string | undefined,
  signal: AbortSignal | undefined,
  timeout: AbortSignal | undefined,
  options: TransportOptions,
): Promise<Response> {
  const signals = [signal, timeout].filter((one) => one !== undefined)
  return (options.fetch ?? globalThis.fetch)(url, {
    method,
    headers: {
      accept: 'application/json, application/problem+json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(etag !== undefined && { 'if-none-match': etag }),
      ...(options.userAgent !== undefined && { 'user-agent': options.userAgent }),
    },
    ...(body !== undefined && { body }),
    ...(signals.length > 0 && { signal: AbortSignal.any(signals) }),
  })
}

/**
 * The time at which a response was generated. A cache may replace `Date`, so `Age` is always subtracted: an earlier time is safe, a later
 * one is not.
 */
function readTime(headers: Headers): number | undefined {
  const date = Date.parse(headers.get('date') ?? '')
  const age = Number(headers.get('age') ?? 0)
  return Number.isNaN(date) ? undefined : date - (Number.isFinite(age) ? age * 1000 : 0)
}

// The error of fetch does not include the reason; its cause does.
function explain(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  return (cause instanceof Error ? cause.message || cause.name : String(cause)).replace(/\.$/, '')
}
