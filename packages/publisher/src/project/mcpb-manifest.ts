import { createHash } from 'node:crypto'
import { field, textAt, valueAt } from './field.js'
import { parseJson } from './package-json.js'
import type { ProjectReader } from './project-facts.js'
import { toRepositoryUrl } from './repository-url.js'
import { toVersionFacts } from './version-facts.js'

/** manifest.json of an MCP bundle, and the packed bundle in the same directory, if any. */
export const readMcpbManifest: ProjectReader = async ({ read, readBytes, files }) => {
  const manifest = parseJson(await read('manifest.json'))
  const name = textAt(manifest, 'name')
  // Browser extensions and web apps also have a manifest.json; only that of a bundle defines how the server is started.
  if (name === undefined || valueAt(manifest, 'server', 'type') === undefined) return undefined
  const repositoryUrl = toRepositoryUrl(textAt(manifest, 'repository', 'url') ?? '')
  const bundle = files.find((file) => file.endsWith('.mcpb'))
  const bytes = bundle === undefined ? undefined : await readBytes(bundle)
  const fileSha256 = bytes === undefined ? undefined : createHash('sha256').update(bytes).digest('hex')
  return {
    source: 'manifest.json',
    shortName: name,
    ...field('title', textAt(manifest, 'display_name')),
    ...field('description', textAt(manifest, 'description')),
    ...toVersionFacts(textAt(manifest, 'version')),
    ...field('repositoryUrl', repositoryUrl),
    package: { registryType: 'mcpb', identifier: bundle ?? `${name}.mcpb`, ...field('fileSha256', fileSha256) },
  }
}
