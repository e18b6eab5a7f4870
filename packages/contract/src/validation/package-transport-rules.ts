import type { JsonPath } from '../json/json-path.js'
import { asList, asText, ownField } from './json-access.js'
import type { Report } from './report.js'
import { listUrlPlaceholders, toSampleUrl } from './url-template.js'
import { quote, shorten } from './quote.js'
import { isUnfilledUrl, toUnfilledText } from './unfilled.js'

const MAX_NAMES_SHOWN = 10

/** The rules for the transport of a package, which runs on the machine of the client. */
export function checkPackageTransport(entry: unknown, path: JsonPath, report: Report): void {
  const transport = ownField(entry, 'transport')
  const url = asText(ownField(transport, 'url'))
  if (ownField(transport, 'type') === 'stdio') {
    if (url)
      report(
        'stdio-transport-url-not-empty',
        [...path, 'url'],
        'A stdio transport has no URL. Remove the URL or change the type.',
      )
    return
  }
  if (url === undefined) return
  if (url.trim() === '')
    report('streamable-transport-url-required', [...path, 'url'], 'This transport requires the URL that the package listens on.')
  else if (isUnfilledUrl(url))
    report('unfilled-placeholder', [...path, 'url'], `${toUnfilledText(url)} An input of the user is written as {name}.`)
  else checkTemplatedUrl(url, listInputNames(entry), [...path, 'url'], report)
}

function checkTemplatedUrl(url: string, defined: ReadonlySet<string>, path: JsonPath, report: Report): void {
  const sample = toSampleUrl(url)
  if (!sample || !/^https?:$/.test(sample.protocol))
    report('invalid-templated-url', path, `${quote(url)} is not a template of an http or https URL.`)
  const known =
    defined.size > 0 ? `Available: ${[...defined].slice(0, MAX_NAMES_SHOWN).map(quote).join(', ')}.` : 'It declares none.'
  for (const name of listUrlPlaceholders(url)) {
    if (defined.has(name)) continue
    const message = `The URL refers to {${shorten(name)}}, which is neither an environment variable nor an argument (by name or valueHint) of this package. ${known}`
    report('invalid-templated-url', path, message)
  }
}

/** The names to which a package URL may refer. Named arguments are also listed without leading dashes. */
function listInputNames(entry: unknown): ReadonlySet<string> {
  const names = new Set<string>()
  const add = (name: unknown) => {
    if (typeof name === 'string' && name !== '') names.add(name)
  }
  for (const input of asList(ownField(entry, 'environmentVariables'))) add(ownField(input, 'name'))
  for (const argument of ['runtimeArguments', 'packageArguments'].flatMap((list) => asList(ownField(entry, list)))) {
    add(ownField(argument, 'name'))
    add(asText(ownField(argument, 'name'))?.replace(/^-+/, ''))
    add(ownField(argument, 'valueHint'))
  }
  return names
}
