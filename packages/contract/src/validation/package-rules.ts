import { countCodePoints } from '../count-code-points.js'
import type { JsonPath } from '../json/json-path.js'
import { MAX_URL_LENGTH } from '../limits.js'
import { PACKAGE_FORMS } from '../package-forms.js'
import type { SchemaDate } from '../schema-date.js'
import { Package, PACKAGE_TYPES, type PackageType } from '../server-json.js'
import { checkVersion, findVersionFault } from './identity-rules.js'
import { checkArguments } from './argument-rules.js'
import { asList, asObject, asText, ownField } from './json-access.js'
import { findMisspelling } from './nearest-field.js'
import { checkPackageTransport } from './package-transport-rules.js'
import type { Report } from './report.js'
import { quote } from './quote.js'
import { isUnfilled, toUnfilledText } from './unfilled.js'

const PACKAGE_FIELDS = Object.keys(Package.properties)

/** Since this date the identifier of an image includes its host and tag, and that of a bundle is a URL; no other field locates them. */
const SELF_CONTAINED_SINCE: SchemaDate = '2025-10-11'

/** The rules of packages that can be checked without network access. */
export function checkPackages(server: unknown, report: Report, date: SchemaDate): void {
  for (const [index, entry] of asList(ownField(server, 'packages')).entries()) {
    const path = ['packages', index]
    const type = PACKAGE_TYPES.find((known) => known === ownField(entry, 'registryType'))
    checkIdentifier(entry, type, date, path, report)
    checkPackageVersion(entry, type, date, path, report)
    checkTypeFields(entry, type, date, path, report)
    for (const list of ['runtimeArguments', 'packageArguments']) checkArguments(ownField(entry, list), [...path, list], report)
    checkPackageTransport(entry, [...path, 'transport'], report)
  }
}

function checkIdentifier(entry: unknown, type: PackageType | undefined, date: SchemaDate, path: JsonPath, report: Report): void {
  const identifier = asText(ownField(entry, 'identifier'))
  // The schema tier reports an identifier that is too long.
  if (identifier === undefined || countCodePoints(identifier) > MAX_URL_LENGTH) return
  const at = [...path, 'identifier']
  if (identifier === '' || /\s/.test(identifier)) {
    report('package-name-has-spaces', at, `${quote(identifier)} is not a package name: it is empty or contains white space.`)
    return
  }
  if (isUnfilled(identifier)) {
    report('unfilled-placeholder', at, toUnfilledText(identifier))
    return
  }
  // Before that date the tag was a separate field, which may be missing.
  if (type === undefined || (type === 'oci' && date < SELF_CONTAINED_SINCE)) return
  const fault = PACKAGE_FORMS[type].findIdentifierFault(identifier)
  if (fault !== undefined) report('invalid-package-identifier', at, `${quote(identifier)} is not a valid identifier. ${fault}`)
}

function checkPackageVersion(
  entry: unknown,
  type: PackageType | undefined,
  date: SchemaDate,
  path: JsonPath,
  report: Report,
): void {
  const at = [...path, 'version']
  const version = asText(ownField(entry, 'version'))
  if (version === undefined) {
    const isNeeded = type !== 'oci' && type !== 'mcpb' && (type !== undefined || date < SELF_CONTAINED_SINCE)
    if (isNeeded && !Object.hasOwn(asObject(entry), 'version')) {
      const message = 'The package has no version. Specify the exact version that belongs to this version of the server.'
      reportMissing('package-version-required', entry, 'version', path, message, report)
    }
    return
  }
  // The schema rejects "latest" and the empty string.
  if (version === '' || version === 'latest') return
  checkVersion(version, at, report)
  if (type === undefined || findVersionFault(version) !== undefined) return
  const fault = PACKAGE_FORMS[type].findVersionFault(version)
  if (fault !== undefined)
    report('invalid-package-version', at, `${quote(version)} is not a valid version of a package. ${fault}`)
}

function checkTypeFields(entry: unknown, type: PackageType | undefined, date: SchemaDate, path: JsonPath, report: Report): void {
  for (const field of ['fileSha256', 'registryBaseUrl']) {
    const value = asText(ownField(entry, field))
    if (value !== undefined && isUnfilled(value)) report('unfilled-placeholder', [...path, field], toUnfilledText(value))
  }
  if (type === 'oci') {
    for (const field of ['version', 'registryBaseUrl', 'fileSha256']) {
      if (ownField(entry, field) === undefined) continue
      const message = `An oci package has no ${field}: host, version and digest are part of the identifier, "host.example/owner/image:1.0.0".`
      report('oci-field-not-allowed', [...path, field], message)
    }
  } else if (type === 'mcpb') {
    checkBundleFields(entry, date, path, report)
  } else if (typeof ownField(entry, 'registryType') === 'string' && ownField(entry, 'fileSha256') !== undefined) {
    const message = 'Only an mcpb package has fileSha256; the registry of this package provides its hashes. Remove the field.'
    report('file-sha256-not-allowed', [...path, 'fileSha256'], message)
  }
}

function checkBundleFields(entry: unknown, date: SchemaDate, path: JsonPath, report: Report): void {
  if (date >= SELF_CONTAINED_SINCE && ownField(entry, 'registryBaseUrl') !== undefined) {
    const message = 'An mcpb package has no registryBaseUrl: its identifier is the URL of the file. Remove the field.'
    report('mcpb-field-not-allowed', [...path, 'registryBaseUrl'], message)
  }
  if (ownField(entry, 'fileSha256') !== undefined) return
  const message = 'An mcpb package requires fileSha256, the SHA-256 hash of the file, so that clients can verify their download.'
  reportMissing('mcpb-file-sha256-required', entry, 'fileSha256', path, message, report)
}

/** Reports a missing field of a package at the key that is a misspelling of it, if there is one. */
function reportMissing(reference: string, entry: unknown, field: string, path: JsonPath, message: string, report: Report): void {
  const written = findMisspelling(field, asObject(entry), PACKAGE_FIELDS)
  const remedy = written === undefined ? '' : ` The document has ${quote(written)} instead, which is not a field; rename it.`
  report(reference, [...path, written ?? field], `${message}${remedy}`)
}
