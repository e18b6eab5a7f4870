import { findUrl } from './find-url.js'
import { parseImageReference } from './image-reference.js'
import { MAX_URL_LENGTH, MAX_VERSION_LENGTH } from './limits.js'
import type { PackageType } from './server-json.js'
import { isSemver } from './version.js'

/** The syntax of identifiers and versions of one package type, as far as it can be checked without the package registry. */
export interface PackageForm {
  /** The reason an identifier is malformed; undefined if it is well-formed. */
  readonly findIdentifierFault: (identifier: string) => string | undefined
  /** The reason a version is malformed; undefined if it is well-formed. */
  readonly findVersionFault: (version: string) => string | undefined
}

/** The syntax of each package type whose ownership can be verified. Publishing and validation apply the same rules. */
export const PACKAGE_FORMS: Readonly<Record<PackageType, PackageForm>> = {
  npm: {
    findIdentifierFault: matching(
      /^(?=.{1,214}$)(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/i,
      'An npm identifier is "name" or "@scope/name", without the version.',
    ),
    // The npm registry accepts dist-tags and ranges in place of a version.
    findVersionFault: semver('Use one exact version such as 1.2.3, not a tag or a range.'),
  },
  // PEP 508 and PEP 440; for the latter, only the characters are checked.
  pypi: {
    findIdentifierFault: matching(
      /^(?=.{1,200}$)[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i,
      'A PyPI identifier is a project name, without extras and version: letters, digits, dots, dashes and underscores.',
    ),
    findVersionFault: matching(/^(?=.{1,100}$)[a-z0-9][a-z0-9.!+_-]*$/i, 'Use one exact version such as 1.2.3.'),
  },
  nuget: {
    findIdentifierFault: matching(
      /^(?=.{1,100}$)\w+(?:[.-]\w+)*$/,
      'A NuGet identifier is a package id: letters, digits, dots, dashes and underscores.',
    ),
    findVersionFault: matching(
      /^(?=.{1,100}$)\d+(?:\.\d+){1,3}(?:-[0-9a-z.-]+)?(?:\+[0-9a-z.-]+)?$/i,
      'Use one exact version such as 1.2.3.',
    ),
  },
  cargo: {
    findIdentifierFault: matching(
      /^[a-z][a-z0-9_-]{0,63}$/i,
      'A cargo identifier is a crate name: letters, digits, dashes and underscores.',
    ),
    findVersionFault: semver('Use one exact version such as 1.2.3.'),
  },
  oci: {
    findIdentifierFault(identifier) {
      const result = parseImageReference(identifier)
      return result.ok ? undefined : result.errors.join(' ')
    },
    findVersionFault: () => undefined,
  },
  mcpb: { findIdentifierFault: findReleaseFileFault, findVersionFault: () => undefined },
  go: {
    // An element neither begins nor ends with a dot, so it cannot be a relative path. Each one may be a module to look up.
    findIdentifierFault: matching(
      /^(?=.{1,300}$)[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/[a-z0-9_~-](?:[a-z0-9._~-]*[a-z0-9_~-])?){1,12}$/i,
      'A go identifier is the path of a module or of a program in it, without https:// and version: github.com/<owner>/<module>/cmd/<program>.',
    ),
    findVersionFault: (version) =>
      version.startsWith('v') && isExactSemver(version) ? undefined : 'Use one exact version such as v1.2.3.',
  },
}

function matching(form: RegExp, sentence: string): (text: string) => string | undefined {
  return (text) => (text.length <= MAX_URL_LENGTH && form.test(text) ? undefined : sentence)
}

function semver(sentence: string): (version: string) => string | undefined {
  return (version) => (!version.startsWith('v') && isExactSemver(version) ? undefined : sentence)
}

function isExactSemver(version: string): boolean {
  return version.length <= MAX_VERSION_LENGTH && isSemver(version)
}

// A tag may contain slashes.
const GITHUB_RELEASE = /^\/[^/]+\/[^/]+\/releases\/download\/.+\/[^/]+$/
const GITHUB_LATEST = /^\/[^/]+\/[^/]+\/releases\/latest\//
const GITLAB_LATEST = /\/-\/releases\/permalink\/latest(?:\/|$)/
const GITLAB_RELEASE = /\/-\/(?:releases|package_files)\/./
const GITLAB_PACKAGE = /^\/api\/v4\/projects\/[^/]+\/packages\/generic\/./
const PUBLIC_HOSTS = ['github.com', 'gitlab.com']

function findReleaseFileFault(identifier: string): string | undefined {
  const url = identifier.length > MAX_URL_LENGTH ? undefined : findUrl(identifier)
  if (url === undefined) return 'An mcpb identifier is the https URL of a release file.'
  const { protocol, host, pathname, username, password } = url
  // A self-hosted instance may use plain http.
  const isWeb = protocol === 'https:' || (protocol === 'http:' && !PUBLIC_HOSTS.includes(host))
  if (!isWeb || username !== '' || password !== '') return 'An mcpb identifier is an https URL without user name and password.'
  if (GITHUB_LATEST.test(pathname) || GITLAB_LATEST.test(pathname))
    return 'The URL resolves to a different file after each release. Use the URL of one release: https://<host>/<owner>/<repository>/releases/download/<tag>/<file>.'
  if (![GITHUB_RELEASE, GITLAB_RELEASE, GITLAB_PACKAGE].some((form) => form.test(pathname)))
    return 'The URL must point to a file of one release, such as https://<host>/<owner>/<repository>/releases/download/<tag>/<file>.'
  return /mcp/i.test(identifier) ? undefined : 'The URL must contain "mcp", for example in the name of the file: weather.mcpb.'
}
