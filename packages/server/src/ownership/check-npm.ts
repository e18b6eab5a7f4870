import { isSemver, RegistryError } from '@mcp-registry/contract'
import Type from 'typebox'
import { askUpstream, readShape } from './ask-upstream.js'
import { type PackageCheck, toLabel } from './package-check.js'
import { notFound, requireForm, requireMarker, upstreamUnavailable } from './refusals.js'

const Manifest = Type.Object({
  version: Type.String(),
  // Whatever the author wrote there.
  mcpName: Type.Optional(Type.Unknown()),
})

const NAME = /^(?=.{1,214}$)(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/i

/** `mcpName` in the package.json of exactly that version. */
export const npm: PackageCheck = {
  isLasting: () => true,
  async check(entry, serverName, { outbound, upstreams: { npm: upstream } }) {
    const label = toLabel(entry)
    const name = requireForm(
      'package_invalid_identifier',
      label,
      entry.identifier,
      NAME,
      'An npm identifier is "name" or "@scope/name".',
    )
    // The registry takes dist-tags and ranges at the same place.
    const version = entry.version ?? ''
    if (!isSemver(version) || version.startsWith('v'))
      throw new RegistryError(
        'package_invalid_version',
        `${label} cannot be looked up. It needs one exact version such as 1.2.3, not a tag or a range.`,
      )
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
