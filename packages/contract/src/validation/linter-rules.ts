import { INPUT_RULES } from './linter-input-rules.js'
import { LAUNCH_RULES } from './linter-launch-rules.js'
import type { LinterRule } from './linter-rule.js'
import { asList, asText, ownField } from './json-access.js'
import { findUrl } from '../find-url.js'
import { findInspectionFault } from '../inspection.js'
import { isPublicBaseUrl, PUBLIC_BASE_URLS } from '../package-base-urls.js'
import { PACKAGE_FORMS } from '../package-forms.js'
import { findMeantPackageType, toUnknownPackageTypeText } from '../package-type-names.js'
import { PACKAGE_TYPES, type PackageType } from '../server-json.js'
import { isSemver } from '../version.js'
import { findVersionFault } from './identity-rules.js'
import { shorten } from './quote.js'

const DOCUMENT_RULES = {
  'missing-repository': {
    severity: 'warning',
    *find(server) {
      if (ownField(server, 'repository') === undefined)
        yield [['repository'], 'Add the repository of the source code, so that users can review what they run.']
    },
  },
  'missing-title': {
    severity: 'info',
    *find(server) {
      if (ownField(server, 'title') === undefined) yield [['title'], 'Add a title; clients show it instead of the name.']
    },
  },
  'description-with-url': {
    severity: 'warning',
    *find(server) {
      if (/https?:\/\//i.test(asText(ownField(server, 'description')) ?? ''))
        yield [['description'], 'Move the URL to websiteUrl or repository; the description should be one sentence.']
    },
  },
  'description-says-nothing': {
    severity: 'warning',
    *find(server) {
      const description = asText(ownField(server, 'description'))
      const names = [ownField(server, 'name'), ownField(server, 'title'), '']
      // The schema tier reports an empty description.
      if (description && names.includes(description.trim()))
        yield [['description'], 'The description is blank or repeats the name. Describe what the server does.']
    },
  },
  'version-not-semver': {
    severity: 'info',
    *find(server) {
      const version = asText(ownField(server, 'version'))
      if (isExact(version) && !isSemver(version))
        yield [
          ['version'],
          'Versions that are not semantic (1.2.3) sort below all semantic versions, by the time of publication.',
        ]
    },
  },
  'malformed-inspection': {
    severity: 'warning',
    *find(server) {
      const fault = findInspectionFault(server)
      if (fault !== undefined)
        yield [
          fault.path,
          `${fault.message} Registries and clients ignore the whole inspection; record it with "mcp-publisher inspect".`,
        ]
    },
  },
  'nothing-to-connect-to': {
    severity: 'warning',
    *find(server) {
      if (asList(ownField(server, 'packages')).length + asList(ownField(server, 'remotes')).length === 0)
        yield [[], 'The document has neither packages nor remotes, so clients cannot connect to the server.']
    },
  },
  'package-version-differs': {
    severity: 'warning',
    *find(server) {
      const version = asText(ownField(server, 'version'))
      for (const [index, entry] of asList(ownField(server, 'packages')).entries()) {
        const packageVersion = asText(ownField(entry, 'version'))
        if (!isExact(version) || !isExact(packageVersion) || isReportedVersion(entry, packageVersion)) continue
        if (packageVersion.replace(/^v/, '') !== version.replace(/^v/, ''))
          yield [
            ['packages', index, 'version'],
            `The version of the package, ${shorten(packageVersion)}, differs from that of the server, ${shorten(version)}. Check that this is intended.`,
          ]
      }
    },
  },
  'package-without-version': {
    severity: 'warning',
    *find(server) {
      for (const [index, entry] of asList(ownField(server, 'packages')).entries()) {
        const type = asText(ownField(entry, 'registryType'))
        // For known package types, also misnamed ones, the version is either required or part of the identifier.
        if (type !== undefined && findMeantPackageType(type) === undefined && ownField(entry, 'version') === undefined)
          yield [
            ['packages', index, 'version'],
            'Without a version, clients run the newest release. Specify the version you tested.',
          ]
      }
    },
  },
  'unknown-package-type': {
    severity: 'warning',
    *find(server) {
      for (const [index, entry] of asList(ownField(server, 'packages')).entries()) {
        const type = asText(ownField(entry, 'registryType'))
        if (type !== undefined && !isPackageType(type))
          yield [['packages', index, 'registryType'], toUnknownPackageTypeText(type)]
      }
    },
  },
  'package-registry-not-public': {
    severity: 'warning',
    *find(server) {
      for (const [index, entry] of asList(ownField(server, 'packages')).entries()) {
        const type = findPackageType(entry)
        const url = asText(ownField(entry, 'registryBaseUrl'))
        // The semantic tier reports the field of an image or a bundle, and what is not a URL.
        if (!type || type === 'oci' || type === 'mcpb' || url === undefined || findUrl(url) === undefined) continue
        if (isPublicBaseUrl(type, url)) continue
        yield [
          ['packages', index, 'registryBaseUrl'],
          `Registries verify ${type} packages at ${PUBLIC_BASE_URLS[type][0]} unless configured otherwise, and refuse other base URLs. Remove registryBaseUrl if the package is public.`,
        ]
      }
    },
  },
  'sse-is-superseded': {
    severity: 'info',
    *find(server) {
      for (const [index, remote] of asList(ownField(server, 'remotes')).entries())
        if (ownField(remote, 'type') === 'sse')
          yield [['remotes', index, 'type'], 'The SSE transport is deprecated in MCP. Offer streamable-http as well if possible.']
    },
  },
  'duplicate-remote': {
    severity: 'warning',
    *find(server) {
      const seen = new Set<unknown>()
      for (const [index, remote] of asList(ownField(server, 'remotes')).entries()) {
        const key = JSON.stringify([ownField(remote, 'type'), ownField(remote, 'url')])
        if (seen.has(key)) yield [['remotes', index], 'This remote has the same type and URL as an earlier one.']
        seen.add(key)
      }
    },
  },
  'icon-type-not-registered': {
    severity: 'info',
    *find(server) {
      for (const [index, icon] of asList(ownField(server, 'icons')).entries())
        if (ownField(icon, 'mimeType') === 'image/jpg')
          yield [['icons', index, 'mimeType'], 'The registered media type is image/jpeg.']
    },
  },
  'icon-type-differs': {
    severity: 'warning',
    *find(server) {
      for (const [index, icon] of asList(ownField(server, 'icons')).entries()) {
        const [, extension = ''] = /\.(png|jpe?g|svg|webp)(?:[?#]|$)/i.exec(asText(ownField(icon, 'src')) ?? '') ?? []
        const mimeType = asText(ownField(icon, 'mimeType'))
        if (
          extension &&
          mimeType &&
          !mimeType.replace('jpeg', 'jpg').startsWith(`image/${extension.toLowerCase().replace('jpeg', 'jpg')}`)
        )
          yield [['icons', index, 'mimeType'], `The URL ends in .${extension}, but mimeType is ${shorten(mimeType)}.`]
      }
    },
  },
} as const satisfies Record<string, LinterRule>

function isExact(version: string | undefined): version is string {
  return version !== undefined && version !== 'latest' && findVersionFault(version) === undefined
}

/** Whether the semantic tier reports the version of a package: it is malformed for its type, or the type has none. */
function isReportedVersion(entry: unknown, version: string): boolean {
  const type = findPackageType(entry)
  return type !== undefined && (type === 'oci' || PACKAGE_FORMS[type].findVersionFault(version) !== undefined)
}

function findPackageType(entry: unknown): PackageType | undefined {
  return PACKAGE_TYPES.find((known) => known === ownField(entry, 'registryType'))
}

function isPackageType(type: string): boolean {
  return PACKAGE_TYPES.some((known) => known === type)
}

/** The linter rules by ID. */
export const LINTER_RULES: Readonly<Record<string, LinterRule>> = { ...DOCUMENT_RULES, ...LAUNCH_RULES, ...INPUT_RULES }
