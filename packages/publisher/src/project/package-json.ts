import { isPublicBaseUrl } from '@mcp-registry/contract'
import { field, textAt, valueAt } from './field.js'
import type { ProjectReader } from './project-facts.js'
import { toRepositoryUrl } from './repository-url.js'

/** package.json of npm. A private package is not published, so it is ignored. */
export const readPackageJson: ProjectReader = async ({ read }) => {
  const manifest = parseJson(await read('package.json'))
  if (manifest === undefined) return undefined
  const identifier = textAt(manifest, 'name')
  const version = textAt(manifest, 'version')
  const repository = textAt(manifest, 'repository') ?? textAt(manifest, 'repository', 'url')
  const isPublished = identifier !== undefined && valueAt(manifest, 'private') !== true
  const base = textAt(manifest, 'publishConfig', 'registry')
  const own = field('registryBaseUrl', base === undefined || isPublicBaseUrl('npm', base) ? undefined : base)
  return {
    source: 'package.json',
    ...field('serverName', textAt(manifest, 'mcpName')),
    ...field('shortName', identifier?.split('/').at(-1)),
    ...field('description', textAt(manifest, 'description')),
    ...field('version', version),
    ...field('repositoryUrl', repository === undefined ? undefined : toRepositoryUrl(repository)),
    ...field('subfolder', textAt(manifest, 'repository', 'directory')),
    ...field(
      'package',
      isPublished ? { registryType: 'npm' as const, identifier, ...field('version', version), ...own } : undefined,
    ),
  }
}

/** The parsed JSON text; `undefined` if it is missing or invalid. */
export function parseJson(text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
}
