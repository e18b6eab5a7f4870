import Type from 'typebox'
import { askUpstream, readShape } from './ask-upstream.js'
import { type PackageCheck, toLabel } from './package-check.js'
import { notFound, requireIdentifier, requireMarker, requireVersion, upstreamUnavailable } from './refusals.js'

const Manifest = Type.Object({
  version: Type.String(),
  // The author may have written anything here.
  mcpName: Type.Optional(Type.Unknown()),
})

/** Requires `mcpName` in the package.json of exactly that version. */
export const npm: PackageCheck = {
  isLasting: () => true,
  async check(entry, serverName, { outbound, upstreams: { npm: upstream } }) {
    const label = toLabel(entry)
    const name = requireIdentifier(label, 'npm', entry)
    const version = requireVersion(label, 'npm', entry)
    const url = `${upstream.baseUrl}/${encodeURIComponent(name)}`
    const headers = { accept: 'application/json' }
    const request = { ...upstream, headers, maxRedirects: 2 }
    const response = await askUpstream(outbound, label, { ...request, url: `${url}/${encodeURIComponent(version)}` })
    if (!response) {
      const known = await askUpstream(outbound, label, { ...request, url, method: 'HEAD' })
      throw notFound(label, upstream.baseUrl, known !== undefined)
    }
    const manifest = readShape(label, response, Manifest)
    if (manifest.version !== version)
      throw upstreamUnavailable(
        label,
        `${response.url.host} answered with version ${JSON.stringify(manifest.version.slice(0, 100))}.`,
      )
    const markers = typeof manifest.mcpName === 'string' ? [manifest.mcpName] : []
    const remedy = `Add "mcpName": ${JSON.stringify(serverName)} to package.json and publish a new version of the package.`
    requireMarker(label, '"mcpName" of its package.json', markers, serverName, remedy)
  },
}
