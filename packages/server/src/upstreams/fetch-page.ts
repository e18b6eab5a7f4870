import { setTimeout } from 'node:timers/promises'
import {
  createRegistryClient,
  isRegistryClientError,
  type RawResponse,
  RegistryClientError,
  type RetryOptions,
} from '@mcp-registry/client'
import { RequestRefused, SourceCutOff, SourceError } from './source-error.js'

/** Waits; rejects when the signal is aborted. */
export type Wait = (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>

export interface FetchOptions {
  readonly fetch?: typeof fetch
  readonly wait?: Wait
  readonly signal?: AbortSignal | undefined
}

const ATTEMPTS = 6
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 60_000
const RETRIED = new Set([429, 500, 502, 503, 504])

const waitForReal: Wait = (milliseconds, signal) => setTimeout(milliseconds, undefined, signal ? { signal } : {})

const RETRY: RetryOptions = {
  retries: ATTEMPTS - 1,
  maxRetryAfterMs: Infinity,
  shouldRetry: ({ status, retryable }) => (status === undefined ? retryable : RETRIED.has(status)),
  toDelayMs: ({ retryAfterMs }, attempt) => Math.min(LONGEST_PAUSE_MS, retryAfterMs ?? FIRST_PAUSE_MS * 2 ** attempt),
}

/**
 * Fetches a URL and passes the response to `read`. Retries a 429, 500, 502, 503 or 504, and a connection or body that breaks off, with
 * increasing delays or after `Retry-After`. Any other status except 200 throws a RequestRefused. A complete but malformed response throws a
 * SourceError at once, since a retry would return the same.
 */
export async function fetchWithRetry<T>(
  url: URL,
  { fetch, wait = waitForReal, signal }: FetchOptions,
  read: (response: RawResponse) => T | Promise<T>,
): Promise<T> {
  const client = createRegistryClient({
    baseUrl: url.origin,
    apiVersion: 'none',
    userAgent: 'mcp-registry',
    retry: { ...RETRY, sleep: wait },
    // A listing may have any length. The size of a page is limited when it is read.
    timeoutMs: Infinity,
    maxBodyBytes: Infinity,
    ...(fetch && { fetch }),
  })
  const request = { method: 'GET', path: url.pathname + url.search, isIdempotent: true } as const
  const readOnce = async (response: RawResponse) => {
    try {
      return await read(response)
    } catch (error) {
      throw isFinal(error) ? error : new RegistryClientError('network', deepestMessage(error), { retryable: true, cause: error })
    }
  }
  try {
    return await client.requestRaw(request, readOnce, { ...(signal && { signal }) })
  } catch (error) {
    if (signal?.aborted) throw toAbortReason(error)
    throw explain(url, error)
  }
}

/** The abort reason of the signal, with which `fetch` itself would reject; any other error is returned unchanged. */
export function toAbortReason(error: unknown): unknown {
  return isRegistryClientError(error) && error.code === 'aborted' ? error.cause : error
}

function isFinal(error: unknown): boolean {
  return isRegistryClientError(error) || (error instanceof SourceError && !(error instanceof SourceCutOff))
}

function explain(url: URL, error: unknown): unknown {
  if (error instanceof SourceError) return new SourceError(`${url.href} cannot be read: ${error.message}`, { cause: error })
  if (!isRegistryClientError(error)) return error
  const { status, cause = error } = error
  if (status !== undefined && !RETRIED.has(status)) return new RequestRefused(`${url.href} answers ${status}. Check the address.`)
  const reason = status === undefined ? `cannot be read: ${deepestMessage(cause)}` : `answers ${status}`
  return new SourceError(`${url.href} ${reason}, also after ${ATTEMPTS} attempts. Try again later.`, { cause })
}

function deepestMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? deepestMessage(error.cause) : error.message
}
