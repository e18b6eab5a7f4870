import { RegistryClientError } from './registry-client-error.js'

/** How failed requests are tried again. Only requests that may be sent twice are. */
export interface RetryOptions {
  /** How often a request is sent again; 3. */
  readonly retries?: number
  /** The upper bound of the first wait, which doubles with every further one; 250. */
  readonly baseDelayMs?: number
  /** The upper bound of every wait of our own; 10,000. */
  readonly maxDelayMs?: number
  /** A registry that asks for a longer wait than this is not waited for; 60,000. */
  readonly maxRetryAfterMs?: number
  /** Waits, and rejects when the signal aborts. */
  readonly sleep?: (delayMs: number, signal: AbortSignal | undefined) => Promise<void>
  /** A number from 0 up to 1. */
  readonly random?: () => number
}

/**
 * Calls until it succeeds, fails for good or has been tried often enough. Waits a random part of a doubling interval, so that clients
 * which failed together do not come back together; after a `Retry-After` it waits that long and then a random part more.
 */
export async function retry<T>(options: RetryOptions, signal: AbortSignal | undefined, call: () => Promise<T>): Promise<T> {
  const { retries = 3, baseDelayMs = 250, maxDelayMs = 10_000, maxRetryAfterMs = 60_000, random = Math.random } = options
  for (let attempt = 0; ; attempt++) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof RegistryClientError) || !error.retryable || attempt >= retries) throw error
      const asked = error.retryAfterMs ?? 0
      if (asked > maxRetryAfterMs) throw error
      const backOff = random() * Math.min(maxDelayMs, baseDelayMs * 2 ** attempt)
      await (options.sleep ?? sleep)(asked + backOff, signal)
    }
  }
}

/** Waits; rejects as soon as the signal aborts. */
export async function sleep(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(toAborted(signal))
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, delayMs)
    if (signal?.aborted === true) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}

export function toAborted(signal: AbortSignal | undefined): RegistryClientError {
  return new RegistryClientError('aborted', 'The request was aborted.', { retryable: false, cause: signal?.reason })
}
