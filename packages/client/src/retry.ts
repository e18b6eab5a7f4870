import { isRegistryClientError, RegistryClientError } from './registry-client-error.js'

/** How failed requests are retried. Only idempotent requests are retried. */
export interface RetryOptions {
  /** Maximum number of retries of a request. Default: 3. */
  readonly retries?: number
  /** Upper bound of the first delay in milliseconds; doubles with each further delay. Default: 250. */
  readonly baseDelayMs?: number
  /** Upper bound of delays that the registry did not request, in milliseconds. Default: 10,000. */
  readonly maxDelayMs?: number
  /** Maximum `Retry-After` to wait for, in milliseconds. If it is longer, the error is thrown immediately. Default: 60,000. */
  readonly maxRetryAfterMs?: number
  /** Whether a failed request is retried. Default: `error.retryable`. */
  readonly shouldRetry?: (error: RegistryClientError) => boolean
  /**
   * Returns the delay before a retry in milliseconds, replacing the delays above. `attempt` is 0 for the first retry. `maxRetryAfterMs`
   * still applies.
   */
  readonly toDelayMs?: (error: RegistryClientError, attempt: number) => number
  /** Waits for a delay, and rejects when the signal aborts. Default: a timer. */
  readonly sleep?: (delayMs: number, signal: AbortSignal | undefined) => Promise<void>
  /** Returns a factor from 0 up to 1 for delays. Default: `Math.random`. */
  readonly random?: () => number
}

/**
 * Calls a function until it succeeds, fails with a permanent error, or exceeds the retry limit. Delays are exponential with full jitter, so
 * that clients which failed together do not retry together. After a `Retry-After`, the jitter is added to the requested delay.
 */
export async function retry<T>(options: RetryOptions, signal: AbortSignal | undefined, call: () => Promise<T>): Promise<T> {
  const { retries = 3, baseDelayMs = 250, maxDelayMs = 10_000, maxRetryAfterMs = 60_000, random = Math.random } = options
  const {
    shouldRetry = (error) => error.retryable,
    toDelayMs = ({ retryAfterMs = 0 }, attempt) => retryAfterMs + random() * Math.min(maxDelayMs, baseDelayMs * 2 ** attempt),
  } = options
  for (let attempt = 0; ; attempt++) {
    try {
      return await call()
    } catch (error) {
      if (!isRegistryClientError(error) || error.code === 'aborted' || attempt >= retries || !shouldRetry(error)) throw error
      if ((error.retryAfterMs ?? 0) > maxRetryAfterMs) throw error
      await (options.sleep ?? sleep)(toDelayMs(error, attempt), signal)
    }
  }
}

/** Waits for a delay; rejects as soon as the signal aborts. */
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
