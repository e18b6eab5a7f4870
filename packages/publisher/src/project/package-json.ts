import { isPublicBaseUrl } from '@mcp-registry/contract'
import { field, textAt, valueAt } from './field.js'
import type { PackageFacts, Programs, ProjectReader } from './project-facts.js'
import { toRepositoryUrl } from './repository-url.js'
import { toVersionFacts } from './version-facts.js'

/** package.json of npm. A private package is not published, so it is ignored. */
export const readPackageJson: ProjectReader = async ({ read }) => {
  const manifest = parseJson(await read('package.json'))
  if (manifest === undefined) return undefined
  const identifier = textAt(manifest, 'name')
  const version = toVersionFacts(textAt(manifest, 'version'))
  const repository = textAt(manifest, 'repository') ?? textAt(manifest, 'repository', 'url')
  const isPublished = identifier !== undefined && valueAt(manifest, 'private') !== true
  return {
    source: 'package.json',
    ...field('serverName', textAt(manifest, 'mcpName')),
    ...field('shortName', identifier?.split('/').at(-1)),
    ...field('description', textAt(manifest, 'description')),
    ...version,
    ...field('repositoryUrl', repository === undefined ? undefined : toRepositoryUrl(repository)),
    ...field('subfolder', textAt(manifest, 'repository', 'directory')),
    ...field('package', isPublished ? toPackageFacts(manifest, identifier, version.version) : undefined),
  }
}

function toPackageFacts(manifest: unknown, identifier: string, version: string | undefined): PackageFacts {
  const base = textAt(manifest, 'publishConfig', 'registry')
  const programs = toPrograms(identifier, valueAt(manifest, 'bin') ?? {})
  const isStartable = programs.names.length > 0 || textAt(manifest, 'directories', 'bin') !== undefined
  return {
    registryType: 'npm',
    identifier,
    ...field('version', version),
    ...field('registryBaseUrl', base === undefined || isPublicBaseUrl('npm', base) ? undefined : base),
    programs,
    ...field('fault', isStartable ? undefined : 'it has no "bin", so npx cannot start it: add one'),
  }
}

// npx starts the only program, one of several names for the same file, or the one that is called like the package.
function toPrograms(identifier: string, bin: unknown): Programs {
  const short = identifier.split('/').at(-1) ?? identifier
  if (typeof bin === 'string') return { names: [short], own: short }
  const files = Object.entries(typeof bin === 'object' && bin !== null ? bin : {})
  const names = files.map(([name]) => name)
  const isOne = new Set(files.map(([, file]) => file)).size === 1
  return { names, ...field('own', isOne ? names[0] : names.find((name) => name === short)) }
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
