import { listServerNameMarkers } from '@mcp-registry/contract'
import Type from 'typebox'
import { askUpstream, readShape } from './ask-upstream.js'
import { type PackageCheck, toLabel } from './package-check.js'
import { notFound, requireIdentifier, requireMarker, requireVersion } from './refusals.js'

const Release = Type.Object({
  info: Type.Object({ description: Type.Optional(Type.Union([Type.String(), Type.Null()])) }),
})

/** Requires the marker in the long description of exactly that release, which is the README for most projects. */
export const pypi: PackageCheck = {
  isLasting: () => true,
  async check(entry, serverName, { outbound, upstreams: { pypi: upstream } }) {
    const label = toLabel(entry)
    const name = requireIdentifier(label, 'pypi', entry)
    const version = requireVersion(label, 'pypi', entry)
    const url = `${upstream.baseUrl}/pypi/${encodeURIComponent(name)}`
    const request = { ...upstream, headers: { accept: 'application/json' }, maxRedirects: 2 }
    const response = await askUpstream(outbound, label, { ...request, url: `${url}/${encodeURIComponent(version)}/json` })
    if (!response) {
      const known = await askUpstream(outbound, label, { ...request, url: `${url}/json`, method: 'HEAD' })
      throw notFound(label, upstream.baseUrl, known !== undefined)
    }
    const { info } = readShape(label, response, Release)
    const remedy = `Add the line <!-- mcp-name: ${serverName} --> to the README that the project description is made of, and publish a new version.`
    requireMarker(label, 'its project description', listServerNameMarkers(info.description ?? ''), serverName, remedy)
  },
}
