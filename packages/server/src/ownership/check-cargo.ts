import { listServerNameMarkers, RegistryError } from '@mcp-registry/contract'
import Type from 'typebox'
import { askUpstream, readShape } from './ask-upstream.js'
import { type CheckContext, type PackageCheck, toLabel } from './package-check.js'
import { notFound, requireIdentifier, requireMarker, requireVersion } from './refusals.js'

const ReadmeLocation = Type.Object({ url: Type.String() })

/** Requires the marker in the rendered README of exactly that version. Rendering strips comments. */
export const cargo: PackageCheck = {
  isLasting: () => true,
  async check(entry, serverName, context) {
    const label = toLabel(entry)
    const { outbound, upstreams } = context
    const name = requireIdentifier(label, 'cargo', entry)
    const version = requireVersion(label, 'cargo', entry)
    const crateUrl = `${upstreams.cargo.baseUrl}/api/v1/crates/${encodeURIComponent(name)}`
    const versionUrl = `${crateUrl}/${encodeURIComponent(version)}`
    const request = { ...upstreams.cargo, maxRedirects: 2 }
    const headers = { accept: 'application/json' }
    const location = await askUpstream(outbound, label, { ...request, url: `${versionUrl}/readme`, headers })
    const readme = location && (await findReadme(label, readShape(label, location, ReadmeLocation).url, context))
    if (readme === undefined && !(await askUpstream(outbound, label, { ...request, url: versionUrl, headers }))) {
      const known = await askUpstream(outbound, label, { ...request, url: crateUrl, headers })
      throw notFound(label, upstreams.cargo.baseUrl, known !== undefined)
    }
    const remedy = `Add the line mcp-name: ${serverName} to the README as visible text (comments are stripped there), and publish a new version.`
    requireMarker(label, 'its rendered README', listServerNameMarkers(readme ?? ''), serverName, remedy)
  },
}

// The static host of the crate registry responds with 403 to a file that does not exist.
async function findReadme(label: string, url: string, { outbound, upstreams }: CheckContext): Promise<string | undefined> {
  try {
    const response = await askUpstream(outbound, label, { ...upstreams.cargo, url, maxRedirects: 2 })
    return response?.text()
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'package-private') return undefined
    throw error
  }
}
