import { escapeGoModule, findGoMajorVersionFault, listGoModules, RegistryError } from '@mcp-registry/contract'
import { askUpstream } from './ask-upstream.js'
import { type CheckContext, type PackageCheck, toLabel } from './package-check.js'
import { SOURCE_HOST, SOURCE_HOST_NAMESPACE } from './public-registries.js'
import { notFound, requireIdentifier, requireVersion } from './refusals.js'
import { findSourceOwner, requireSourceOwner } from './source-owner.js'

/**
 * The path of a module, or of a program in it, identifies the owner. The proxy is queried only for the existence of this version of a module
 * that may contain the program.
 */
export const go: PackageCheck = {
  isLasting: () => true,
  async check(entry, serverName, context) {
    const label = toLabel(entry)
    const path = requireIdentifier(label, 'go', entry)
    const version = requireVersion(label, 'go', entry)
    const [host, account, repository] = path.split('/')
    if (host?.toLowerCase() !== SOURCE_HOST || account === undefined || repository === undefined)
      throw new RegistryError('package-registry-not-allowed', `${label} cannot be verified: only modules of ${SOURCE_HOST} can.`)
    if (findSourceOwner(serverName) === undefined)
      throw new RegistryError(
        'package-owner-mismatch',
        `${label} can only belong to a server named ${SOURCE_HOST_NAMESPACE}${account}/…, and this one is ${serverName}.`,
      )
    requireSourceOwner(label, account, serverName)
    const modules = listGoModules(path)
    if ((await findModule(modules, `${escapeGoModule(version)}.info`, label, context)) !== undefined) return
    const isKnown = (await findModule(modules, 'list', label, context)) !== undefined
    throw notFound(label, context.upstreams.go.baseUrl, isKnown, findGoMajorVersionFault(path, version))
  },
}

/** The longest of the modules for which the proxy has this file, and it is not empty. */
async function findModule(
  modules: readonly string[],
  file: string,
  label: string,
  { outbound, upstreams: { go: upstream } }: CheckContext,
): Promise<string | undefined> {
  for (const module of modules) {
    const url = `${upstream.baseUrl}/${escapeGoModule(module)}/@v/${file}`
    const response = await askUpstream(outbound, label, { ...upstream, url, maxRedirects: 1 })
    if (response !== undefined && response.text().trim() !== '') return module
  }
  return undefined
}
