import { type Domain, RegistryError } from '@mcp-registry/contract'
import type { OutboundResponse } from '../outbound/open-outbound.js'
import { OutboundError } from '../outbound/outbound-error.js'
import type { Identity } from './identity.js'

/** Enough for a few key records. Source: protocol.md, "Identity". */
export const MAX_WELL_KNOWN_BYTES = 4096

/** The URL at which a domain publishes its key over HTTPS. */
export function toWellKnownUrl(domain: Domain): string {
  return `https://${domain}/.well-known/mcp-registry-auth`
}

/** Returns the lines that a domain serves at its well-known URL. Refuses redirects, large responses and HTML pages. */
export async function getWellKnownRecords(
  { outbound, config }: Pick<Identity, 'outbound'> & { readonly config: Pick<Identity['config'], 'timeoutMs'> },
  domain: Domain,
): Promise<readonly string[]> {
  const url = toWellKnownUrl(domain)
  const answer = await outbound
    .fetch({
      url,
      hosts: [domain],
      headers: { accept: 'text/plain' },
      maxBytes: MAX_WELL_KNOWN_BYTES,
      timeoutMs: config.timeoutMs,
    })
    .catch((error: unknown) => {
      throw error instanceof OutboundError ? toRefusal(url, error) : error
    })
  requireRecords(url, answer)
  return answer
    .text()
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function requireRecords(url: string, answer: OutboundResponse): void {
  const { status, headers } = answer
  if (status === 429 || status >= 500) throw unavailable(`${url} answered with status ${status}.`)
  if (status !== 200) {
    throw new RegistryError(
      'proof-not-found',
      `${url} answered with status ${status}. Serve your key record there with status 200.`,
    )
  }
  if (/^text\/html\b/i.test(headers.get('content-type') ?? '') || answer.text().trimStart().startsWith('<')) {
    throw new RegistryError('proof-unusable', `${url} is an HTML page. Serve the key record alone there, as text/plain.`)
  }
}

function toRefusal(url: string, error: OutboundError): RegistryError {
  const { failure } = error
  const { kind } = failure
  if (kind === 'too-large') {
    return new RegistryError(
      'proof-unusable',
      `${url} has more than ${MAX_WELL_KNOWN_BYTES} bytes. Serve the key record alone there.`,
      { cause: error },
    )
  }
  if (kind === 'too-many-redirects') {
    return new RegistryError(
      'proof-unusable',
      `${url} redirects, and no redirect is followed. Serve the key record there itself.`,
      { cause: error },
    )
  }
  if (failure.kind === 'unreachable' && failure.isUntrusted === true)
    return unavailable(error.message, error, `Install a certificate for ${failure.host} there, and log in again.`)
  if (error.isRetryable) return unavailable(error.message, error)
  return new RegistryError('proof-unusable', `${url} is not asked: ${error.message} Point the domain to a public address.`, {
    cause: error,
  })
}

function unavailable(message: string, cause?: unknown, remedy = 'Try again.'): RegistryError {
  return new RegistryError('proof-host-unavailable', `${message} ${remedy}`, { cause, retryAfterSeconds: 10 })
}
