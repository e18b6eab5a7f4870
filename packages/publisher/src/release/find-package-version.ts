import {
  isPublicBaseUrl,
  isSemver,
  MAX_VERSION_LENGTH,
  parseImageReference,
  PUBLIC_BASE_URLS,
  trimTrailingSlashes,
} from '@mcp-registry/contract'
import { CommandError } from '../command-line/explain-error.js'
import { toSafeLine } from '../command-line/safe-text.js'
import { textAt } from '../project/field.js'
import type { ProjectFacts } from '../project/project-facts.js'
import { parseVersionTag } from '../project/version-tag.js'
import type { Ask } from './ask-package-registry.js'
import { isVersionedType, PACKAGE_RELEASES, type VersionedType } from './package-releases.js'

/** The version of a package, and what names it. */
export interface PackageVersion {
  readonly index: number
  /** Such as `npm @acme/kite`. */
  readonly label: string
  /** As the package registry writes it: those of Go start with a `v`. */
  readonly version: string
  /** Such as `the latest release at packages.example.com`. */
  readonly source: string
  /** Whether it is part of the identifier, so that the package has no `version`. */
  readonly isInIdentifier: boolean
}

export interface Lookup {
  readonly ask: Ask
  /** What the files of the project say. */
  readonly facts: readonly ProjectFacts[]
  /** Whether a version that the package registry does not have yet is waited for. */
  readonly waits: boolean
}

/**
 * The version of a package. A file of the project names it, if the package registry has that version, as the working directory has what is
 * being released; otherwise it is the latest release.
 */
export async function findPackageVersion(entry: unknown, index: number, lookup: Lookup): Promise<PackageVersion> {
  const [type, identifier] = [textAt(entry, 'registryType'), textAt(entry, 'identifier')]
  if (type === undefined || identifier === undefined)
    throw new CommandError(`packages[${index}] names no package. See: mcp-publisher validate`)
  const label = toSafeLine(`${type} ${identifier}`)
  if (type === 'oci' || type === 'mcpb') {
    const version = type === 'oci' ? findImageVersion(identifier) : findBundleVersion(identifier)
    if (version !== undefined) return { index, label, version, source: 'part of its identifier', isInIdentifier: true }
    throw new CommandError(
      `The identifier of ${label} contains no version. Name one, such as ${type === 'oci' ? 'ghcr.io/acme/kite:1.2.3' : '…/releases/download/v1.2.3/…'}, or set the version in server.json and omit --from-package.`,
    )
  }
  if (!isVersionedType(type)) throw new CommandError(`packages[${index}] has an unknown type. See: mcp-publisher validate`)
  const found = await findReleasedVersion(type, identifier, textAt(entry, 'registryBaseUrl'), label, lookup)
  return { index, label, ...found, isInIdentifier: false }
}

async function findReleasedVersion(
  type: VersionedType,
  identifier: string,
  base: string | undefined,
  label: string,
  { ask, facts, waits }: Lookup,
): Promise<Pick<PackageVersion, 'version' | 'source'>> {
  const isPublic = base === undefined || isPublicBaseUrl(type, base)
  const baseUrl = isPublic ? (PUBLIC_BASE_URLS[type][0] ?? '') : trimTrailingSlashes(base)
  const releases = PACKAGE_RELEASES[type](ask, baseUrl, identifier)
  const latest = await releases.findLatest()
  const place = toSafeLine(isPublic ? new URL(baseUrl).host : baseUrl)
  if (latest !== undefined && !isVersion(latest))
    throw new CommandError(
      `${place} answers with a version of ${label} that is malformed. Set the version in server.json and omit --from-package.`,
    )
  const local = facts.find(({ package: found }) => found?.registryType === type && isSameName(type, found.identifier, identifier))
  const own = local?.package?.version
  if (local === undefined || own === undefined) {
    if (latest !== undefined) return { version: latest, source: `the latest release at ${place}` }
    throw new CommandError(`${label} is not at ${place}. Publish the package first, then run this command again.`)
  }
  if (own === latest) return { version: own, source: `${local.source}, and the latest release at ${place}` }
  const other = latest === undefined ? 'which has no release yet' : `whose latest release is ${latest}`
  if (await releases.has(own)) return { version: own, source: `${local.source}; it is at ${place}, ${other}` }
  if (waits) return { version: own, source: `${local.source}; it is not yet at ${place}, ${other}` }
  throw new CommandError(
    `${local.source} has version ${own} of ${label}, which is not at ${place}, ${other}. Publish the package first, or wait for it: --wait 10m.${latest === undefined ? '' : ` To publish ${latest}, check it out, or set it in server.json and omit --from-package.`}`,
  )
}

// A text of any length, which is printed before the document is validated.
function isVersion(text: string): boolean {
  return text.length <= MAX_VERSION_LENGTH && !/[\s\p{Cc}]/u.test(text)
}

function isSameName(type: VersionedType, one: string, other: string): boolean {
  // The registry of Python ignores case, and which of these characters separates words; that of .NET ignores case.
  const normal = (name: string) => (type === 'pypi' ? name.replaceAll(/[-_.]/g, '-') : name).toLowerCase()
  return type === 'npm' ? one === other : normal(one) === normal(other)
}

function findImageVersion(identifier: string): string | undefined {
  const image = parseImageReference(identifier)
  const tag = image.ok ? image.value.tag : undefined
  return tag !== undefined && isSemver(tag) ? tag : undefined
}

/** The version in the folders of the URL, of which the last is a tag or a version. */
function findBundleVersion(identifier: string): string | undefined {
  const folders = identifier.split('/').slice(3, -1)
  return folders.map((folder) => parseVersionTag(folder)?.version).findLast((version) => version !== undefined)
}
