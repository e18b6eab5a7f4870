import { listServerNameMarkers, trimTrailingSlashes } from '@mcp-registry/contract'
import Type from 'typebox'
import type { OutboundRequest } from '../outbound/open-outbound.js'
import { askUpstream, readShape } from './ask-upstream.js'
import { type CheckContext, type PackageCheck, toLabel } from './package-check.js'
import { notFound, requireIdentifier, requireMarker, requireVersion, upstreamUnavailable } from './refusals.js'

const ServiceIndex = Type.Object({
  resources: Type.Array(Type.Object({ '@id': Type.String(), '@type': Type.Unknown() })),
})
const VersionList = Type.Object({ versions: Type.Array(Type.String()) })

const README = 'ReadmeUriTemplate/6.13.0'
const VERSIONS = 'PackageBaseAddress/3.0.0'

/** Requires the marker in the README that is included in exactly that version. */
export const nuget: PackageCheck = {
  isLasting: () => true,
  async check(entry, serverName, context) {
    const label = toLabel(entry)
    const id = requireIdentifier(label, 'nuget', entry).toLowerCase()
    const spelled = requireVersion(label, 'nuget', entry)
    // NuGet ignores build metadata when it compares versions.
    const version = (spelled.split('+', 1)[0] ?? '').toLowerCase()
    const findResource = await readServiceIndex(label, context)
    const readmeUrl = findResource(README)
    if (readmeUrl === undefined) throw upstreamUnavailable(label, `${context.upstreams.nuget.baseUrl} offers no READMEs.`)
    const url = readmeUrl
      .replaceAll('{lower_id}', encodeURIComponent(id))
      .replaceAll('{lower_version}', encodeURIComponent(version))
    const response = await askUpstream(context.outbound, label, requestOf(context, url))
    if (!response) await requireKnownVersion(label, id, version, findResource(VERSIONS), context)
    const remedy = `Add the line <!-- mcp-name: ${serverName} --> to the README that is packed into the package (PackageReadmeFile), and publish a new version.`
    requireMarker(label, 'its README', listServerNameMarkers(response?.text() ?? ''), serverName, remedy)
  },
}

async function readServiceIndex(label: string, context: CheckContext): Promise<(type: string) => string | undefined> {
  const { baseUrl } = context.upstreams.nuget
  const response = await askUpstream(context.outbound, label, requestOf(context, baseUrl))
  if (!response) throw upstreamUnavailable(label, `${baseUrl} is not there.`)
  const { resources } = readShape(label, response, ServiceIndex)
  return (type) => resources.find((resource) => [resource['@type']].flat().includes(type))?.['@id']
}

// For a version without a README, the README URL responds as for a version that does not exist.
async function requireKnownVersion(
  label: string,
  id: string,
  version: string,
  listUrl: string | undefined,
  context: CheckContext,
): Promise<void> {
  if (listUrl === undefined) throw notFound(label, context.upstreams.nuget.baseUrl, false)
  const url = `${trimTrailingSlashes(listUrl)}/${encodeURIComponent(id)}/index.json`
  const response = await askUpstream(context.outbound, label, requestOf(context, url))
  const versions = response ? readShape(label, response, VersionList).versions : []
  if (!versions.some((known) => known.toLowerCase() === version))
    throw notFound(label, context.upstreams.nuget.baseUrl, versions.length > 0)
}

function requestOf({ upstreams: { nuget: upstream } }: CheckContext, url: string): OutboundRequest {
  return { ...upstream, url, maxRedirects: 2 }
}
