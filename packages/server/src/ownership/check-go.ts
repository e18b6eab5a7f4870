import { RegistryError } from '@mcp-registry/contract'
import { askUpstream } from './ask-upstream.js'
import { type PackageCheck, toLabel } from './package-check.js'
import { SOURCE_HOST, SOURCE_HOST_NAMESPACE } from './public-registries.js'
import { notFound, requireIdentifier, requireVersion } from './refusals.js'
import { findSourceOwner, requireSourceOwner } from './source-owner.js'

/** The module path identifies the owner. The proxy is queried only for the existence of this version. */
export const go: PackageCheck = {
  isLasting: () => true,
  async check(entry, serverName, { outbound, upstreams: { go: upstream } }) {
    const label = toLabel(entry)
    const module = requireIdentifier(label, 'go', entry)
    const version = requireVersion(label, 'go', entry)
    const [host, account, repository] = module.split('/')
    if (host?.toLowerCase() !== SOURCE_HOST || account === undefined || repository === undefined)
      throw new RegistryError('package-registry-not-allowed', `${label} cannot be verified: only modules of ${SOURCE_HOST} can.`)
    if (findSourceOwner(serverName) === undefined)
      throw new RegistryError(
        'package-owner-mismatch',
        `${label} can only belong to a server named ${SOURCE_HOST_NAMESPACE}${account}/…, and this one is ${serverName}.`,
      )
    requireSourceOwner(label, account, serverName)
    const url = `${upstream.baseUrl}/${escapeModule(module)}`
    const found = await askUpstream(outbound, label, {
      ...upstream,
      url: `${url}/@v/${escapeModule(version)}.info`,
      maxRedirects: 1,
    })
    if (found) return
    const list = await askUpstream(outbound, label, { ...upstream, url: `${url}/@v/list`, maxRedirects: 1 })
    throw notFound(label, upstream.baseUrl, (list?.text() ?? '').trim() !== '')
  },
}

// The proxy may store its files on a case-insensitive file system.
function escapeModule(text: string): string {
  return encodeURI(text.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`))
}
