import { field, textAt, valueAt } from './field.js'
import { readMarker } from './readme.js'
import type { PackageFacts, ProjectFolder, ProjectReader } from './project-facts.js'
import { parseToml } from './pyproject.js'
import { toRepositoryUrl } from './repository-url.js'
import { toVersionFacts } from './version-facts.js'

/** Cargo.toml of Rust, with what it inherits from the workspace. */
export const readCargoToml: ProjectReader = async (folder) => {
  const manifest = parseToml(await folder.read('Cargo.toml'))
  const crate = valueAt(manifest, 'package')
  const identifier = textAt(crate, 'name')
  if (identifier === undefined) return undefined
  const workspace = await findWorkspace(folder)
  const inherited = (key: string) =>
    textAt(crate, key) ?? (valueAt(crate, key, 'workspace') === true ? textAt(workspace, key) : undefined)
  const readme = inherited('readme')
  const version = toVersionFacts(inherited('version'))
  const isPublished = valueAt(crate, 'publish') !== false
  return {
    source: 'Cargo.toml',
    shortName: identifier,
    ...(await readMarker(folder, readme === undefined ? [] : [readme])),
    ...field('description', inherited('description')),
    ...version,
    ...field('repositoryUrl', toRepositoryUrl(inherited('repository') ?? '')),
    ...field('package', isPublished ? await toPackageFacts(folder, manifest, identifier, version.version) : undefined),
  }
}

async function findWorkspace({ read }: ProjectFolder): Promise<unknown> {
  for (const path of ['Cargo.toml', '../Cargo.toml', '../../Cargo.toml']) {
    const shared = valueAt(parseToml(await read(path)), 'workspace', 'package')
    if (shared !== undefined) return shared
  }
  return undefined
}

// Clients start the program that is called like the crate.
async function toPackageFacts(
  { read, folders }: ProjectFolder,
  manifest: unknown,
  identifier: string,
  version: string | undefined,
): Promise<PackageFacts> {
  const bins = valueAt(manifest, 'bin')
  const declared = Array.isArray(bins) ? bins.flatMap((bin) => textAt(bin, 'name') ?? []) : []
  const isDefault = declared.length === 0 && (await read('src/main.rs')) !== undefined
  const names = isDefault ? [identifier] : declared
  const isLibrary = names.length === 0 && folders.includes('src')
  const fault = isLibrary
    ? 'it is a library: a server needs a program, src/main.rs'
    : names.length > 0 && !names.includes(identifier)
      ? `clients start a program called ${identifier}, and the crate has ${names.join(', ')}: give one of them that name`
      : undefined
  return { registryType: 'cargo', identifier, ...field('version', version), ...field('fault', fault) }
}
