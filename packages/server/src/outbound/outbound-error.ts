/** Why a request to another service failed. A response with any status is not a failure. */
export type OutboundFailure =
  /** The host, or what it resolves to, is not a public address. Nothing was sent. */
  | { readonly kind: 'refused-address'; readonly host: string; readonly address: string }
  /** The host is not one that this request may go to; `redirectedFrom` when the other side pointed there. Nothing was sent to it. */
  | { readonly kind: 'refused-host'; readonly host: string; readonly redirectedFrom: string | undefined }
  /** Not a URL, or with user name or password in it, or not https. */
  | { readonly kind: 'refused-url'; readonly url: string; readonly redirectedFrom: string | undefined }
  | { readonly kind: 'too-many-redirects'; readonly limit: number }
  | { readonly kind: 'too-large'; readonly host: string; readonly maxBytes: number }
  | { readonly kind: 'timeout'; readonly host: string; readonly timeoutMs: number }
  /** No such host, connection refused or reset, TLS failure, or a body that was cut off. `isUntrusted`: its certificate is not accepted. */
  | { readonly kind: 'unreachable'; readonly host: string; readonly reason: string; readonly isUntrusted?: boolean }
  /** The body is not what it should be, such as half a JSON text. */
  | { readonly kind: 'malformed-body'; readonly host: string; readonly expected: string }
  /** So many requests are on their way that this one was not started. */
  | { readonly kind: 'busy'; readonly host: string }

/**
 * A request to another service that failed. `message` is a sentence that may be shown to publishers; it contains no part of a response
 * body.
 */
export class OutboundError extends Error {
  override readonly name = 'OutboundError'
  readonly failure: OutboundFailure

  constructor(failure: OutboundFailure, options?: ErrorOptions) {
    super(toSentence(failure), options)
    this.failure = failure
  }

  /** Whether the same request may succeed later. */
  get isRetryable(): boolean {
    return RETRYABLE.has(this.failure.kind)
  }
}

const RETRYABLE: ReadonlySet<OutboundFailure['kind']> = new Set(['timeout', 'unreachable', 'malformed-body', 'busy'])

function toSentence(failure: OutboundFailure): string {
  switch (failure.kind) {
    case 'refused-address':
      return failure.host === failure.address
        ? `${failure.host} is not a public address.`
        : `${failure.host} resolves to ${failure.address}, which is not a public address.`
    case 'refused-host':
      return failure.redirectedFrom === undefined
        ? `${failure.host} is not an allowed host.`
        : `${failure.redirectedFrom} redirects to ${failure.host}, which is not an allowed host.`
    case 'refused-url':
      return failure.redirectedFrom === undefined
        ? `${failure.url} is not a plain https URL.`
        : `${failure.redirectedFrom} redirects to ${failure.url}, which is not a plain https URL.`
    case 'too-many-redirects':
      return failure.limit === 0
        ? 'The answer is a redirect, and none is followed here.'
        : `There were more than ${failure.limit} redirects.`
    case 'too-large':
      return `The answer of ${failure.host} is larger than ${failure.maxBytes} bytes.`
    case 'timeout':
      return `${failure.host} did not answer completely within ${failure.timeoutMs / 1000} seconds.`
    case 'unreachable':
      return failure.isUntrusted === true
        ? `There is no secure connection to ${failure.host}: ${failure.reason}.`
        : `${failure.host} could not be reached, or broke off: ${failure.reason}.`
    case 'malformed-body':
      return `The answer of ${failure.host} is not ${failure.expected}.`
    case 'busy':
      return `Too many requests are waiting for an answer; ${failure.host} was not asked.`
  }
}
