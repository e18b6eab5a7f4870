import { parse } from '@decimalturn/toml-patch'
import { field, textAt, valueAt } from './field.js'
import { findDeclaredName, readReadme } from './readme.js'
import type { ProjectReader } from './project-facts.js'
import { toRepositoryUrl } from './repository-url.js'

/** pyproject.toml of Python, in the standard or the Poetry format. */
export const readPyproject: ProjectReader = async (folder) => {
  const manifest = parseToml(await folder.read('pyproject.toml'))
  if (manifest === undefined) return undefined
  const project = valueAt(manifest, 'project') ?? valueAt(manifest, 'tool', 'poetry')
  const identifier = textAt(project, 'name')
  const version = textAt(project, 'version')
  const readme = await readReadme(folder, textAt(project, 'readme') ?? textAt(project, 'readme', 'file'))
  const repository = textAt(project, 'repository') ?? findUrl(project, ['repository', 'source', 'source code', 'code', 'github'])
  const isPublished = identifier !== undefined && !isPrivate(project)
  return {
    source: 'pyproject.toml',
    ...field('serverName', findDeclaredName(readme)),
    ...field('shortName', identifier),
    ...field('description', textAt(project, 'description')),
    ...field('version', version),
    ...field('repositoryUrl', toRepositoryUrl(repository ?? findUrl(project, ['homepage']) ?? '')),
    ...field('package', isPublished ? { registryType: 'pypi' as const, identifier, ...field('version', version) } : undefined),
  }
}

/** The parsed TOML text; `undefined` if it is missing or invalid. */
export function parseToml(text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return parse(text)
  } catch {
    return undefined
  }
}

function findUrl(project: unknown, labels: readonly string[]): string | undefined {
  const urls = valueAt(project, 'urls')
  if (typeof urls !== 'object' || urls === null) return undefined
  const url: unknown = Object.entries(urls).find(([label]) => labels.includes(label.toLowerCase()))?.[1]
  return typeof url === 'string' ? url : undefined
}

function isPrivate(project: unknown): boolean {
  const classifiers = valueAt(project, 'classifiers')
  return Array.isArray(classifiers) && classifiers.some((entry) => typeof entry === 'string' && entry.startsWith('Private ::'))
}
