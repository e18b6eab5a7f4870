import { type ImageReference, parseImageReference, RegistryError } from '@mcp-registry/contract'
import type { OutboundResponse } from '../outbound/open-outbound.js'
import { matchesHost } from '../outbound/destination.js'
import { readShape } from './ask-upstream.js'
import { type ImageClient, openImageClient } from './image-client.js'
import { ImageConfig, ImageIndex, ImageManifest, INDEX_TYPES } from './image-shapes.js'
import { type PackageCheck, type PackageEntry, toLabel } from './package-check.js'
import type { PackageUpstream } from './package-upstreams.js'
import { requireMarker, upstreamUnavailable } from './refusals.js'

const LABEL = 'io.modelcontextprotocol.server.name'

/** Requires the label in the image configuration. Of a multi-platform image, linux/amd64 is checked, or else the first platform. */
export const oci: PackageCheck = {
  // A tag can be moved to another image.
  isLasting: (entry) => entry.identifier.includes('@sha256:') && findOtherField(entry) === undefined,
  async check(entry, serverName, context) {
    const label = toLabel(entry)
    requireNoOtherFields(label, entry)
    const reference = requireReference(label, entry.identifier, context.upstreams.oci)
    const client = openImageClient(label, reference, context)
    const found = await client.getManifest(reference.digest ?? reference.tag ?? '')
    const manifest = isIndex(found) ? await getPlatformManifest(label, found, client) : found
    const { config } = readShape(label, manifest, ImageManifest)
    const image = readShape(label, await client.getBlob(config.digest), ImageConfig)
    const value = image.config?.Labels?.[LABEL]
    const remedy = `Add LABEL ${LABEL}=${JSON.stringify(serverName)} to the Dockerfile, and push the image again.`
    requireMarker(label, `the label ${LABEL}`, typeof value === 'string' ? [value] : [], serverName, remedy)
  },
}

function findOtherField(entry: PackageEntry): string | undefined {
  return (['version', 'registryBaseUrl', 'fileSha256'] as const).find((field) => entry[field] !== undefined)
}

function requireNoOtherFields(label: string, entry: PackageEntry): void {
  const field = findOtherField(entry)
  if (field === undefined) return
  throw new RegistryError(
    'package-field-not-allowed',
    `${label} has the field "${field}". Remove it: the identifier of an image contains everything, as host/repository:tag@sha256:….`,
  )
}

function requireReference(label: string, identifier: string, upstream: PackageUpstream): ImageReference {
  const result = parseImageReference(identifier)
  if (!result.ok)
    throw new RegistryError('package-invalid-identifier', `${label} cannot be looked up. ${result.errors.join(' ')}`)
  const { host } = result.value
  const privateHosts = upstream.privateOrigins.map((origin) => new URL(origin).host)
  if (privateHosts.includes(host) || upstream.hosts.some((pattern) => matchesHost(host, pattern))) return result.value
  throw new RegistryError(
    'package-registry-not-allowed',
    `${label} is at ${host}. Images are accepted from ${[...upstream.hosts, ...privateHosts].join(', ')}.`,
  )
}

function isIndex(response: OutboundResponse): boolean {
  const type = (response.headers.get('content-type') ?? '').split(';', 1)[0]?.trim()
  return INDEX_TYPES.includes(type ?? '')
}

async function getPlatformManifest(label: string, response: OutboundResponse, client: ImageClient): Promise<OutboundResponse> {
  const { manifests } = readShape(label, response, ImageIndex)
  // Signatures and provenance are listed under the platform `unknown`.
  const images = manifests.filter(({ platform }) => platform?.os !== 'unknown')
  const usual = images.find(({ platform }) => platform?.os === 'linux' && platform.architecture === 'amd64')
  const chosen = usual ?? images[0]
  if (!chosen) throw upstreamUnavailable(label, 'its image index lists no image.')
  const manifest = await client.getManifest(chosen.digest)
  if (isIndex(manifest)) throw upstreamUnavailable(label, 'its image index refers to another index.')
  return manifest
}
