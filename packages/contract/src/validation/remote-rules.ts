import type { JsonPath } from '../json/json-path.js'
import { asList, asText, listVariables, ownField } from './loose.js'
import type { Report } from './report.js'
import { listUrlPlaceholders, toSampleUrl } from './url-template.js'
import { isLoopbackHost } from './web-url.js'
import { quote, shorten } from './quote.js'

/** The rules of servers that run somewhere else. */
export function checkRemotes(server: unknown, report: Report): void {
  for (const [index, remote] of asList(ownField(server, 'remotes')).entries()) {
    const path = ['remotes', index]
    const variables = new Set(listVariables(remote).map(([name]) => name))
    const url = asText(ownField(remote, 'url'))
    if (url !== undefined) checkUrl(url, variables, [...path, 'url'], report)
  }
}

function checkUrl(url: string, variables: ReadonlySet<string>, path: JsonPath, report: Report): void {
  if (url.trim() === '') {
    report('remote-transport-url-required', path, 'A remote needs the URL at which the server answers.')
    return
  }
  const complaint = findComplaint(url)
  if (complaint) report('invalid-remote-url', path, `${quote(url)} ${complaint}`)
  for (const name of listUrlPlaceholders(url)) {
    if (variables.has(name)) continue
    const message = `The URL refers to {${shorten(name)}}, which is not among the variables of the remote. Add "variables": {${quote(name)}: {…}}.`
    report('invalid-templated-url', path, message)
  }
}

function findComplaint(url: string): string | undefined {
  if (!/^https:\/\//i.test(url)) return 'does not begin with https://. Remote servers are reached over https only.'
  const sample = toSampleUrl(url)
  if (!sample) return 'is not a URL.'
  if (isLoopbackHost(sample.hostname)) return 'leads to the machine of the user. Offer a local server as a package.'
  if (sample.username !== '' || sample.password !== '')
    return 'holds a user name or password, which everyone would see. Use a header.'
  return undefined
}
