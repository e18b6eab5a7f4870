import { field, textAt, valueAt } from './field.js'
import { findDeclaredName, readReadme } from './readme.js'
import type { ProjectReader } from './project-facts.js'
import { parseToml } from './pyproject.js'
import { toRepositoryUrl } from './repository-url.js'

/** Cargo.toml of Rust. Fields that are inherited from a workspace are omitted. */
export const readCargoToml: ProjectReader = async (folder) => {
  const manifest = parseToml(await folder.read('Cargo.toml'))
  const crate = valueAt(manifest, 'package')
  const identifier = textAt(crate, 'name')
  if (identifier === undefined) return undefined
  const version = textAt(crate, 'version')
  const isPublished = valueAt(crate, 'publish') !== false
  return {
    source: 'Cargo.toml',
    shortName: identifier,
    ...field('serverName', findDeclaredName(await readReadme(folder, textAt(crate, 'readme')))),
    ...field('description', textAt(crate, 'description')),
    ...field('version', version),
    ...field('repositoryUrl', toRepositoryUrl(textAt(crate, 'repository') ?? '')),
    ...field('package', isPublished ? { registryType: 'cargo' as const, identifier, ...field('version', version) } : undefined),
  }
}
