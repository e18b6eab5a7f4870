import { createHash } from 'node:crypto'
import { findUrl, type ImageReference, RegistryError } from '@mcp-registry/contract'
import { Check } from 'typebox/value'
import type { OutboundRequest, OutboundResponse } from '../outbound/open-outbound.js'
import { readShape, requireSuccess, translateFailure } from './ask-upstream.js'
import { DistributionErrors, INDEX_TYPES, MANIFEST_TYPES, TokenAnswer } from './image-shapes.js'
import type { CheckContext } from './package-check.js'
import { IMAGE_HOST_SERVERS } from './public-registries.js'
import { notFound, upstreamUnavailable } from './refusals.js'

/** Reads one repository anonymously, using the protocol of the OCI distribution specification. */
export interface ImageClient {
  getManifest(reference: string): Promise<OutboundResponse>
  getBlob(digest: string): Promise<OutboundResponse>
}

export function openImageClient(
  label: string,
  { host, repository }: ImageReference,
  { outbound, upstreams }: CheckContext,
): ImageClient {
  const upstream = upstreams.oci
  const server = IMAGE_HOST_SERVERS[host] ?? { api: host, auth: [] }
  const privateOrigin = upstream.privateOrigins.find((origin) => new URL(origin).host === host)
  const base = `${privateOrigin ?? `https://${server.api}`}/v2/${repository}`
  // A public host must not redirect to a private origin.
  const privateOrigins = privateOrigin === undefined ? [] : upstream.privateOrigins
  const headers: Record<string, string> = {}

  const get = (request: Partial<OutboundRequest> & { url: string }): Promise<OutboundResponse> =>
    translateFailure(label, () =>
      outbound.fetch({
        ...upstream,
        privateOrigins,
        hosts: [server.api],
        maxRedirects: 1,
        ...request,
        headers: { ...headers, ...request.headers },
      }),
    )

  // Most hosts require a token even for public images. They respond to the first request with 401 and a challenge.
  const getWithToken: typeof get = async (request) => {
    const response = await get(request)
    if (response.status !== 401 || headers['authorization'] !== undefined) return response
    headers['authorization'] = `Bearer ${await getToken(response)}`
    return get(request)
  }

  const getToken = async (refusal: OutboundResponse): Promise<string> => {
    const challenge = parseChallenge(refusal.headers.get('www-authenticate') ?? '')
    const url = challenge && findUrl(challenge.realm)
    if (challenge === undefined || url === undefined) throw isPrivate(label, host)
    if (challenge.service !== undefined) url.searchParams.set('service', challenge.service)
    url.searchParams.set('scope', `repository:${repository}:pull`)
    const response = await get({ url: url.href, hosts: [server.api, ...server.auth] })
    if (response.status >= 400 && response.status < 500 && response.status !== 429) throw isPrivate(label, host)
    requireSuccess(label, response)
    const { token, access_token: accessToken } = readShape(label, response, TokenAnswer)
    const found = token ?? accessToken
    if (found === undefined || !/^[\x21-\x7e]+$/.test(found)) throw upstreamUnavailable(label, `${url.host} handed out no token.`)
    return found
  }

  return {
    async getManifest(reference) {
      const accept = [...INDEX_TYPES, ...MANIFEST_TYPES].join(', ')
      const response = await getWithToken({ url: `${base}/manifests/${reference}`, headers: { accept } })
      if (response.status === 404) throw notFound(label, host, isOnlyTagUnknown(response))
      if (response.status === 401 || response.status === 403) throw isPrivate(label, host)
      requireSuccess(label, response)
      return requireDigest(label, response, reference)
    },
    async getBlob(digest) {
      // Blobs are served by whatever CDN the host uses; the digest verifies the content.
      const response = await getWithToken({ url: `${base}/blobs/${digest}`, hosts: ['*'], maxRedirects: 3 })
      if (response.status === 404) throw upstreamUnavailable(label, `${host} does not have the configuration of the image.`)
      requireSuccess(label, response)
      return requireDigest(label, response, digest)
    },
  }
}

interface Challenge {
  readonly realm: string
  readonly service: string | undefined
}

function parseChallenge(header: string): Challenge | undefined {
  if (!/^bearer\s/i.test(header)) return undefined
  const parameters = new Map<string, string>()
  for (const [, name = '', value = ''] of header.matchAll(/[\s,]([a-z]+)="([^"]*)"/gi)) {
    // The first occurrence of a parameter wins.
    if (!parameters.has(name.toLowerCase())) parameters.set(name.toLowerCase(), value)
  }
  const realm = parameters.get('realm')
  return realm === undefined ? undefined : { realm, service: parameters.get('service') }
}

function isOnlyTagUnknown(response: OutboundResponse): boolean {
  try {
    const body = response.json()
    return Check(DistributionErrors, body) && body.errors.some(({ code }) => code === 'MANIFEST_UNKNOWN')
  } catch {
    return false
  }
}

// A digest identifies the bytes; a tag does not.
function requireDigest(label: string, response: OutboundResponse, reference: string): OutboundResponse {
  if (!reference.startsWith('sha256:')) return response
  if (`sha256:${createHash('sha256').update(response.bytes).digest('hex')}` === reference) return response
  throw upstreamUnavailable(label, `${response.url.host} sent something else than ${reference}.`)
}

function isPrivate(label: string, host: string): RegistryError {
  return new RegistryError(
    'package-private',
    `${label} cannot be pulled anonymously from ${host}: it is private, or does not exist. Push it, and make it public.`,
  )
}
