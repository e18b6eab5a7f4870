import type { ErrorCode, Problem } from '@mcp-registry/contract'

/**
 * The code of a {@link RegistryClientError}: the `code` of the registry's problem (docs/errors.md), `http-<status>` if the registry sent
 * none, or an error of the client:
 *
 * - `network`: there was no response, or the connection broke off;
 * - `timeout`: there was no complete response within `timeoutMs`;
 * - `aborted`: the caller's signal aborted;
 * - `invalid-answer`: the response does not follow the protocol;
 * - `response-too-large`: the response exceeds `maxBodyBytes`.
 */
export type RegistryClientErrorCode =
  | ErrorCode
  | 'network'
  | 'timeout'
  | 'aborted'
  | 'invalid-answer'
  | 'response-too-large'
  | `http-${number}`
  | (string & {})

/** The constructor options of {@link RegistryClientError}. */
export interface RegistryClientErrorOptions extends ErrorOptions {
  readonly status?: number
  readonly retryable: boolean
  readonly retryAfterMs?: number
  readonly problem?: Partial<Problem>
}

// Every copy of the package uses the same symbol, so that each recognises the errors of the others.
const BRAND = Symbol.for('@mcp-registry/client/RegistryClientError')

/**
 * The error with which every client method rejects. Rely on `code`, `status` and `retryable`; the message is for humans. Check for it with
 * {@link isRegistryClientError}: `instanceof` fails for errors of another copy of the package.
 */
export class RegistryClientError extends Error {
  override readonly name = 'RegistryClientError'
  readonly code: RegistryClientErrorCode
  /** The HTTP status; undefined if there was no response. */
  readonly status: number | undefined
  /** Whether the same request may succeed later. */
  readonly retryable: boolean
  /** The delay that the registry requested with `Retry-After`, in milliseconds. */
  readonly retryAfterMs: number | undefined
  /** The problem that the registry sent (RFC 9457); fields of the wrong type are omitted. */
  readonly problem: Partial<Problem> | undefined

  constructor(code: RegistryClientErrorCode, message: string, options: RegistryClientErrorOptions) {
    super(message, options)
    // Not a declared member, since that would make the types of two copies incompatible.
    Object.defineProperty(this, BRAND, { value: true })
    this.code = code
    this.status = options.status
    this.retryable = options.retryable
    this.retryAfterMs = options.retryAfterMs
    this.problem = options.problem
  }
}

/**
 * Whether a value is a {@link RegistryClientError}, including one from another copy or version of this package.
 *
 * @example
 * ```ts
 * import { createRegistryClient, isRegistryClientError } from '@mcp-registry/client'
 *
 * const registry = createRegistryClient({ baseUrl: 'https://registry.example.com' })
 * try {
 *   await registry.getServerVersion('com.example/weather')
 * } catch (error) {
 *   if (!isRegistryClientError(error) || error.status !== 404) throw error
 *   console.log('There is no such server.')
 * }
 * ```
 */
export function isRegistryClientError(error: unknown): error is RegistryClientError {
  return typeof error === 'object' && error !== null && BRAND in error
}
