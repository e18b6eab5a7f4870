import { isRegistryClientError, RegistryClientError } from './registry-client-error.js'

/** How failed requests are retried. Only idempotent requests are. */
export interface RetryOptions {
  /** Maximum number of retries of a request. Default: 3. */
  readonly retries?: number
  /** Upper bound of the first delay in milliseconds; it doubles with each further one. Default: 250. */
  readonly baseDelayMs?: number
  /** Upper bound of every delay that the registry did not ask for, in milliseconds. Default: 10,000. */
  readonly maxDelayMs?: number
  /** Longest `Retry-After` to wait for, in milliseconds. Beyond it, the error is thrown at once. Default: 60,000. */
  readonly maxRetryAfterMs?: number
  /** Whether a failed request is retried. Default: `error.retryable`. */
  readonly shouldRetry?: (error: RegistryClientError) => boolean
  /**
   * The delay before a retry in milliseconds, in place of the delays above. `attempt` is 0 for the first one. `maxRetryAfterMs` still
   * applies.
   */
  readonly toDelayMs?: (error: RegistryClientError, attempt: number) => number
  /** Waits, and rejects when the signal aborts. Default: a timer. */
  readonly sleep?: (delayMs: number, signal: AbortSignal | undefined) => Promise<void>
  /** Returns a number from 0 up to 1, by which delays are multiplied. Default: `Math.random`. */
  readonly random?: () => number
}

/**
 * Calls until it succeeds, fails for good or has been tried often enough. Waits a random part of a doubling interval, so that clients
 * which failed together do not come back together; after a `Retry-After` it waits that long and then a random part more.
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
