import { PACKAGE_TYPES, trimTrailingSlashes } from '@mcp-registry/contract'
import { UsageError } from '../command-line/explain-error.js'
import { toSafeLine } from '../command-line/safe-text.js'
import type { InitOptions } from './init-options.js'
import type { PackageFacts, ProjectFacts } from './project-facts.js'
import type { Project } from './read-project.js'

/** The facts of a file that describes a package. */
export type PackageSource = ProjectFacts & { readonly package: PackageFacts }

/** Every package of a project, those of its own directory first. */
export function listPackages({ facts, members }: Project): readonly PackageSource[] {
  return [...facts, ...members].filter(describesPackage)
}

function describesPackage(facts: ProjectFacts): facts is PackageSource {
  return facts.package !== undefined
}

/** The packages that are named by `--package`, else those of the directory itself that declare a server name, else its first. */
export function choosePackages(
  packages: readonly PackageSource[],
  { package: named, remote }: Pick<InitOptions, 'package' | 'remote'>,
): readonly PackageSource[] {
  if (named.length > 0)
    return [...new Set(named.filter((selector) => selector !== 'none').flatMap((selector) => requireFound(packages, selector)))]
  // A member of a workspace is never chosen unasked: there may be several servers.
  const own = packages.filter(({ member }) => member === undefined)
  const declared = own.filter(({ serverName }) => serverName !== undefined)
  // Without a declaration one is enough: the others may be by-products.
  return declared.length > 0 ? declared : own.slice(0, remote === undefined ? 1 : 0)
}

function requireFound(packages: readonly PackageSource[], selector: string): readonly PackageSource[] {
  const found = findByType(packages, selector) ?? findByPlace(packages, selector)
  if (found.length > 0) return found
  throw new UsageError(`--package ${selector}: no such package was found here. Found: ${toNames(packages) || 'none'}.`)
}

function findByType(packages: readonly PackageSource[], selector: string): readonly PackageSource[] | undefined {
  if (!PACKAGE_TYPES.some((type) => type === selector)) return undefined
  const found = packages.filter(({ package: { registryType } }) => registryType === selector)
  const own = found.filter(({ member }) => member === undefined)
  if (own.length > 0 || found.length === 1) return (own.length > 0 ? own : found).slice(0, 1)
  if (found.length === 0) return []
  throw new UsageError(`--package ${selector}: several packages have this type. Name one: ${toNames(found)}.`)
}

/** By the folder, the file or the identifier. A folder stands for its packages that declare a server name, else for its first. */
function findByPlace(packages: readonly PackageSource[], selector: string): readonly PackageSource[] {
  const path = trimTrailingSlashes(selector.replaceAll('\\', '/').replace(/^\.\//, ''))
  const exact = packages.filter(({ source, package: { identifier } }) => source === path || identifier === selector)
  if (exact.length > 0) return exact
  const inside = packages.filter(({ member }) => member === path)
  const declared = inside.filter(({ serverName }) => serverName !== undefined)
  return declared.length > 0 ? declared : inside.slice(0, 1)
}

const MAX_SHOWN = 20

function toNames(packages: readonly PackageSource[]): string {
  const names = [...new Set(packages.map(toSelector))].map(toSafeLine)
  const more = names.length > MAX_SHOWN ? `, and ${names.length - MAX_SHOWN} more` : ''
  return `${names.slice(0, MAX_SHOWN).join(', ')}${more}`
}

/** The value of `--package` that selects a package. */
export function toSelector({ member, package: { registryType } }: PackageSource): string {
  return member ?? registryType
}
