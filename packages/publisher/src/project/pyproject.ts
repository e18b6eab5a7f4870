import { parse } from '@decimalturn/toml-patch'
import { field, textAt, textsAt, valueAt } from './field.js'
import { readMarker } from './readme.js'
import type { PackageFacts, ProjectFacts, ProjectFolder, ProjectReader } from './project-facts.js'
import { toRepositoryUrl } from './repository-url.js'
import { toVersionFacts } from './version-facts.js'

/** pyproject.toml of Python, in the standard or the Poetry format. */
export const readPyproject: ProjectReader = async (folder) => {
  const manifest = parseToml(await folder.read('pyproject.toml'))
  if (manifest === undefined) return undefined
  const project = valueAt(manifest, 'project') ?? valueAt(manifest, 'tool', 'poetry')
  const identifier = textAt(project, 'name')
  const version = await readVersion(folder, manifest, project)
  const readmes = listReadmes(manifest, project)
  // Plugins may set it.
  const hasReadme = readmes.length > 0 || textsAt(project, 'dynamic').includes('readme')
  const repository = textAt(project, 'repository') ?? findUrl(project, ['repository', 'source', 'source code', 'code', 'github'])
  const isPublished = identifier !== undefined && !isPrivate(project)
  return {
    source: 'pyproject.toml',
    ...(await readMarker(folder, readmes)),
    ...field('markerFault', hasReadme ? undefined : NO_README),
    ...field('shortName', identifier),
    ...field('description', textAt(project, 'description')),
    ...version,
    ...field('repositoryUrl', toRepositoryUrl(repository ?? findUrl(project, ['homepage']) ?? '')),
    ...field('package', isPublished ? toPackageFacts(project, identifier, version.version) : undefined),
  }
}

const NO_README = 'pyproject.toml: it names no readme, so the package has no description on PyPI: add readme = "README.md"'

/** The parsed TOML text; `undefined` if it is missing or invalid. */
export function parseToml(text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return parse(text)
  } catch {
    return undefined
  }
}

// uvx and pipx start the program that is called like the package.
function toPackageFacts(project: unknown, identifier: string, version: string | undefined): PackageFacts {
  const names = Object.keys(valueAt(project, 'scripts') ?? {})
  return {
    registryType: 'pypi',
    identifier,
    ...field('version', version),
    programs: {
      names,
      ...field(
        'own',
        names.find((name) => name === identifier),
      ),
    },
    ...field('fault', names.length > 0 ? undefined : 'it has no scripts, so uvx cannot start it: add [project.scripts]'),
  }
}

async function readVersion(
  folder: ProjectFolder,
  manifest: unknown,
  project: unknown,
): Promise<Pick<ProjectFacts, 'version' | 'openVersion'>> {
  const dynamic = textsAt(project, 'dynamic')
  if (!dynamic.includes('version')) return toVersionFacts(textAt(project, 'version'))
  const path = textAt(manifest, 'tool', 'hatch', 'version', 'path')
  const text = path === undefined ? undefined : await folder.read(path)
  const version = text
    ?.split('\n')
    .map((line) => /^(?:__version__|VERSION)[^=]*=[ \t]*["']([^"']+)["']/.exec(line)?.[1])
    .find((found) => found !== undefined)
  return toVersionFacts(version, 'a dynamic version')
}

/** The files of which the description on PyPI is made. */
function listReadmes(manifest: unknown, project: unknown): readonly string[] {
  const dynamic = valueAt(manifest, 'tool', 'setuptools', 'dynamic', 'readme')
  const fragments = valueAt(manifest, 'tool', 'hatch', 'metadata', 'hooks', 'fancy-pypi-readme', 'fragments')
  return [
    ...textsAt(project, 'readme'),
    ...textsAt(project, 'readme', 'file'),
    ...textsAt(dynamic, 'file'),
    ...(Array.isArray(fragments) ? fragments.flatMap((fragment) => textsAt(fragment, 'path')) : []),
  ]
}

function findUrl(project: unknown, labels: readonly string[]): string | undefined {
  const urls = valueAt(project, 'urls')
  if (typeof urls !== 'object' || urls === null) return undefined
  const url: unknown = Object.entries(urls).find(([label]) => labels.includes(label.toLowerCase()))?.[1]
  return typeof url === 'string' ? url : undefined
}

function isPrivate(project: unknown): boolean {
  return textsAt(project, 'classifiers').some((classifier) => classifier.startsWith('Private ::'))
}
