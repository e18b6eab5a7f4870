import { setTimeout } from 'node:timers/promises'
import { findRetryAfterMs } from '@mcp-registry/contract'
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

/**
 * Gets a URL and hands the answer to `read`. A 429, a 5xx, and a connection or an answer that breaks off are tried again with growing
 * pauses, or after what `Retry-After` says; anything else that is not a 200 is a RequestRefused. An answer that was read and is not what
 * it should be is a SourceError at once: it would be the same again.
 */
export async function fetchWithRetry<T>(url: URL, options: FetchOptions, read: (response: Response) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await tryToFetch(url, options, read)
    if (outcome.kind === 'read') return outcome.value
    const failure = `${url.href} ${outcome.reason}`
    if (outcome.kind === 'refused') throw new RequestRefused(`${failure}. Check the address.`)
    if (outcome.kind === 'faulty') throw new SourceError(failure, { cause: outcome.cause })
    if (attempt === ATTEMPTS)
      throw new SourceError(`${failure}, also after ${ATTEMPTS} attempts. Try again later.`, { cause: outcome.cause })
    const pauseMs = outcome.retryAfterMs ?? FIRST_PAUSE_MS * 2 ** (attempt - 1)
    await (options.wait ?? waitForReal)(Math.min(LONGEST_PAUSE_MS, pauseMs), options.signal)
  }
}

type FetchOutcome<T> =
  | { kind: 'read'; value: T }
  | { kind: 'refused'; reason: string }
  | { kind: 'faulty'; reason: string; cause: SourceError }
  | { kind: 'failed'; reason: string; retryAfterMs?: number | undefined; cause?: unknown }

async function tryToFetch<T>(
  url: URL,
  { fetch: get = fetch, signal }: FetchOptions,
  read: (response: Response) => Promise<T>,
): Promise<FetchOutcome<T>> {
  try {
    const response = await get(url, {
      signal: signal ?? null,
      headers: { accept: 'application/json', 'user-agent': 'mcp-registry' },
    })
    if (response.ok) return { kind: 'read', value: await read(response) }
    await response.body?.cancel()
    const reason = `answers ${response.status}`
    if (!RETRIED.has(response.status)) return { kind: 'refused', reason }
    return { kind: 'failed', reason, retryAfterMs: findRetryAfterMs(response.headers.get('retry-after'), Date.now()) }
  } catch (cause) {
    if (signal?.aborted) throw cause
    if (cause instanceof SourceError && !(cause instanceof SourceCutOff))
      return { kind: 'faulty', reason: `cannot be read: ${cause.message}`, cause }
    return { kind: 'failed', reason: `cannot be read: ${deepestMessage(cause)}`, cause }
  }
}

function deepestMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? deepestMessage(error.cause) : error.message
}
