/** Why a request to another service failed. A response with any status is not a failure. */
export type OutboundFailure =
  /** The host is, or resolves to, an address that is not public. Nothing was sent. */
  | { readonly kind: 'outbound_refused_address'; readonly host: string; readonly address: string }
  /** The host is not an allowed destination. `redirectedFrom` is set if a redirect led there. Nothing was sent to it. */
  | { readonly kind: 'outbound_refused_host'; readonly host: string; readonly redirectedFrom: string | undefined }
  /** Not a URL, contains a user name or password, or is not https. */
  | { readonly kind: 'outbound_refused_url'; readonly url: string; readonly redirectedFrom: string | undefined }
  | { readonly kind: 'outbound_too_many_redirects'; readonly limit: number }
  | { readonly kind: 'outbound_too_large'; readonly host: string; readonly maxBytes: number }
  | { readonly kind: 'outbound_timeout'; readonly host: string; readonly timeoutMs: number }
  /** The host does not exist, the connection was refused or reset, TLS failed, or the body was truncated. */
  | { readonly kind: 'outbound_unreachable'; readonly host: string; readonly reason: string }
  /** The body is not in the expected format, such as truncated JSON. */
  | { readonly kind: 'outbound_malformed_body'; readonly host: string; readonly expected: string }
  /** Not started, because too many requests are in flight. */
  | { readonly kind: 'outbound_busy'; readonly host: string }

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

const RETRYABLE: ReadonlySet<OutboundFailure['kind']> = new Set([
  'outbound_timeout',
  'outbound_unreachable',
  'outbound_malformed_body',
  'outbound_busy',
])

function toSentence(failure: OutboundFailure): string {
  switch (failure.kind) {
    case 'outbound_refused_address':
      return failure.host === failure.address
        ? `${failure.host} is not a public address.`
        : `${failure.host} resolves to ${failure.address}, which is not a public address.`
    case 'outbound_refused_host':
      return failure.redirectedFrom === undefined
        ? `${failure.host} is not an allowed host.`
        : `${failure.redirectedFrom} redirects to ${failure.host}, which is not an allowed host.`
    case 'outbound_refused_url':
      return failure.redirectedFrom === undefined
        ? `${failure.url} is not a plain https URL.`
        : `${failure.redirectedFrom} redirects to ${failure.url}, which is not a plain https URL.`
    case 'outbound_too_many_redirects':
      return failure.limit === 0
        ? 'The answer is a redirect, and none is followed here.'
        : `There were more than ${failure.limit} redirects.`
    case 'outbound_too_large':
      return `The answer of ${failure.host} is larger than ${failure.maxBytes} bytes.`
    case 'outbound_timeout':
      return `${failure.host} did not answer completely within ${failure.timeoutMs / 1000} seconds.`
    case 'outbound_unreachable':
      return `${failure.host} could not be reached, or broke off: ${failure.reason}.`
    case 'outbound_malformed_body':
      return `The answer of ${failure.host} is not ${failure.expected}.`
    case 'outbound_busy':
      return `Too many requests are waiting for an answer; ${failure.host} was not asked.`
  }
}
