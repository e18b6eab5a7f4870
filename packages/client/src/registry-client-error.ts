import type { ErrorCode, Problem } from '@mcp-registry/contract'

/**
 * What went wrong: the `code` of the registry's problem where it sends one, `http-<status>` where it does not, and for what happens
 * on this side `network` (no answer), `timeout`, `aborted` (by the caller's signal) and `invalid-answer` (not the protocol).
 */
export type RegistryClientErrorCode =
  | ErrorCode
  | 'network'
  | 'timeout'
  | 'aborted'
  | 'invalid-answer'
  | `http-${number}`
  | (string & {})

export interface RegistryClientErrorOptions extends ErrorOptions {
  readonly status?: number
  readonly retryable: boolean
  readonly retryAfterMs?: number
  readonly problem?: Partial<Problem>
}

/** The one error that a client throws. The message is for people; rely on `code`, `status` and `retryable`. */
export class RegistryClientError extends Error {
  override readonly name = 'RegistryClientError'
  readonly code: RegistryClientErrorCode
  /** The HTTP status; undefined when there was no answer. */
  readonly status: number | undefined
  /** Whether the same request may succeed later. */
  readonly retryable: boolean
  /** How long the registry asks to wait. */
  readonly retryAfterMs: number | undefined
  /** What the registry said, in so far as it speaks RFC 9457. */
  readonly problem: Partial<Problem> | undefined

  constructor(code: RegistryClientErrorCode, message: string, options: RegistryClientErrorOptions) {
    super(message, options)
    this.code = code
    this.status = options.status
    this.retryable = options.retryable
    this.retryAfterMs = options.retryAfterMs
    this.problem = options.problem
  }
}
