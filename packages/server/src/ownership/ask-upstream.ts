import { findRetryAfterMs, RegistryError } from '@mcp-registry/contract'
import type { Static, TSchema } from 'typebox'
import { Check } from 'typebox/value'
import type { Outbound, OutboundHead, OutboundRequest, OutboundResponse } from '../outbound/open-outbound.js'
import { OutboundError } from '../outbound/outbound-error.js'
import { upstreamUnavailable } from './refusals.js'

/** The response of a package registry; undefined if it responds with 404 or 410. Any other failure is a RegistryError about the package. */
export async function askUpstream(
  outbound: Outbound,
  label: string,
  request: OutboundRequest,
): Promise<OutboundResponse | undefined> {
  const response = await translateFailure(label, () => outbound.fetch(request))
  if (response.status === 404 || response.status === 410) return undefined
  requireSuccess(label, response)
  return response
}

/** Throws unless the status is 2xx. */
export function requireSuccess(label: string, { status, headers, url }: OutboundHead): void {
  if (status >= 200 && status < 300) return
  if (status === 401 || status === 403)
    throw new RegistryError(
      'package-private',
      `${label} cannot be read without a login: ${url.host} answered with ${status}. It must be public.`,
    )
  const retryAfterMs = findRetryAfterMs(headers.get('retry-after'), Date.now()) ?? 0
  throw upstreamUnavailable(label, `${url.host} answered with ${status}.`, {
    ...(retryAfterMs > 0 && { retryAfterSeconds: Math.min(Math.ceil(retryAfterMs / 1000), 3600) }),
  })
}

/** Parses the body as JSON of this shape. An upstream that sends anything else is treated as unavailable. */
export function readShape<T extends TSchema>(label: string, response: OutboundResponse, shape: T): Static<T> {
  const { host } = response.url
  try {
    const value = response.json()
    if (Check(shape, value)) return value
  } catch (error) {
    throw upstreamUnavailable(label, `the answer of ${host} is not JSON, or was cut off.`, { cause: error })
  }
  throw upstreamUnavailable(label, `the answer of ${host} is not what it usually sends.`)
}

/** Runs a request and translates its failure to an error about the package. */
export async function translateFailure<T>(label: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    throw error instanceof OutboundError ? toRegistryError(label, error) : error
  }
}

function toRegistryError(label: string, cause: OutboundError): RegistryError {
  const { failure, message } = cause
  switch (failure.kind) {
    case 'timeout':
    case 'unreachable':
    case 'malformed-body':
    case 'busy':
      return upstreamUnavailable(label, message, { cause })
    case 'too-large':
      return new RegistryError('package-too-large', `${label} could not be checked: ${message}`, { cause })
    case 'refused-address':
      return new RegistryError('package-address-refused', `${label} could not be checked: ${message}`, { cause })
    case 'too-many-redirects':
      return new RegistryError('package-redirect-refused', `${label} could not be checked: ${message}`, { cause })
    case 'refused-host':
    case 'refused-url':
      return new RegistryError(
        failure.redirectedFrom === undefined ? 'package-registry-not-allowed' : 'package-redirect-refused',
        `${label} could not be checked: ${message}`,
        { cause },
      )
  }
}
