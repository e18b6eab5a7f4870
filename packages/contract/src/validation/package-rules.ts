import type { JsonPath } from '../json/json-path.js'
import { checkVersion } from './identity-rules.js'
import { checkArguments, checkInputs, NO_VARIABLES } from './input-rules.js'
import { asList, asText, ownField } from './loose.js'
import type { Report } from './report.js'
import { listUrlPlaceholders, toSampleUrl } from './url-template.js'
import { quote, shorten } from './quote.js'

const MAX_NAMES_SHOWN = 10
const ARGUMENT_LISTS = ['runtimeArguments', 'packageArguments'] as const

/** The rules of packages that need no network. */
export function checkPackages(server: unknown, report: Report): void {
  for (const [index, entry] of asList(ownField(server, 'packages')).entries()) {
    const path = ['packages', index]
    checkIdentifier(entry, path, report)
    checkTypeFields(entry, path, report)
    for (const list of ARGUMENT_LISTS) checkArguments(ownField(entry, list), [...path, list], report)
    checkInputs(ownField(entry, 'environmentVariables'), [...path, 'environmentVariables'], NO_VARIABLES, report)
    checkTransport(entry, [...path, 'transport'], report)
  }
}

function checkIdentifier(entry: unknown, path: JsonPath, report: Report): void {
  const identifier = asText(ownField(entry, 'identifier'))
  if (identifier !== undefined && (identifier === '' || /\s/.test(identifier))) {
    const message = `${quote(identifier)} is not the name of a package: it is empty or holds white space.`
    report('package-name-has-spaces', [...path, 'identifier'], message)
  }
  const version = asText(ownField(entry, 'version'))
  // "latest" and the empty text are refused by the schema.
  if (version && version !== 'latest') checkVersion(version, [...path, 'version'], report)
}

function checkTypeFields(entry: unknown, path: JsonPath, report: Report): void {
  const type = ownField(entry, 'registryType')
  if (type === 'oci') {
    for (const field of ['version', 'registryBaseUrl', 'fileSha256']) {
      if (ownField(entry, field) === undefined) continue
      const message = `An oci package has no ${field}: host, version and digest are part of the identifier, "host.example/owner/image:1.0.0".`
      report('oci-field-not-allowed', [...path, field], message)
    }
  }
  if (type === 'mcpb' && ownField(entry, 'fileSha256') === undefined) {
    const message =
      'An mcpb package needs fileSha256, the SHA-256 of the file, so that clients can tell whether they got the right one.'
    report('mcpb-file-sha256-required', [...path, 'fileSha256'], message)
  }
}

function checkTransport(entry: unknown, path: JsonPath, report: Report): void {
  const transport = ownField(entry, 'transport')
  const url = asText(ownField(transport, 'url'))
  if (ownField(transport, 'type') === 'stdio') {
    if (url)
      report('stdio-transport-url-not-empty', [...path, 'url'], 'A stdio transport has no URL. Leave it out, or change the type.')
    return
  }
  checkInputs(ownField(transport, 'headers'), [...path, 'headers'], NO_VARIABLES, report)
  if (url === undefined) return
  if (url.trim() === '')
    report(
      'streamable-transport-url-required',
      [...path, 'url'],
      'This transport needs the URL at which the package will listen.',
    )
  else checkTemplatedUrl(url, listInputNames(entry), [...path, 'url'], report)
}

function checkTemplatedUrl(url: string, defined: ReadonlySet<string>, path: JsonPath, report: Report): void {
  const sample = toSampleUrl(url)
  if (!sample || !/^https?:$/.test(sample.protocol))
    report('invalid-templated-url', path, `${quote(url)} cannot become an http or https URL, whatever is filled in.`)
  const known = defined.size > 0 ? `It has ${[...defined].slice(0, MAX_NAMES_SHOWN).map(quote).join(', ')}.` : 'It has neither.'
  for (const name of listUrlPlaceholders(url)) {
    if (defined.has(name)) continue
    const message = `The URL refers to {${shorten(name)}}, which is no environment variable and no argument (by name or valueHint) of this package. ${known}`
    report('invalid-templated-url', path, message)
  }
}

/** What a URL of the package may refer to; a named argument also without its dashes. */
function listInputNames(entry: unknown): ReadonlySet<string> {
  const names = new Set<string>()
  const add = (name: unknown) => {
    if (typeof name === 'string' && name !== '') names.add(name)
  }
  for (const input of asList(ownField(entry, 'environmentVariables'))) add(ownField(input, 'name'))
  for (const argument of ARGUMENT_LISTS.flatMap((list) => asList(ownField(entry, list)))) {
    add(ownField(argument, 'name'))
    add(asText(ownField(argument, 'name'))?.replace(/^-+/, ''))
    add(ownField(argument, 'valueHint'))
  }
  return names
}
