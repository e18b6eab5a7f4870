import type { JsonPath } from '../json/json-path.js'
import { asList, asText, listVariables, ownField } from './json-access.js'
import type { Report } from './report.js'
import { listUrlPlaceholders, toSampleUrl } from './url-template.js'
import { isLoopbackHost } from './web-url.js'
import { quote, shorten } from './quote.js'
import { isUnfilledUrl, toUnfilledText } from './unfilled.js'

/** The rules for remote servers. */
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
    report('remote-transport-url-required', path, 'A remote requires the URL of the server.')
    return
  }
  if (isUnfilledUrl(url)) {
    report('unfilled-placeholder', path, `${toUnfilledText(url)} An input of the user is written as {name}.`)
    return
  }
  const fault = findUrlFault(url)
  if (fault) report('invalid-remote-url', path, `${quote(url)} ${fault}`)
  for (const name of listUrlPlaceholders(url)) {
    if (variables.has(name)) continue
    const message = `The URL refers to {${shorten(name)}}, which is not a variable of the remote. Add "variables": {${quote(name)}: {…}}.`
    report('invalid-templated-url', path, message)
  }
}

function findUrlFault(url: string): string | undefined {
  if (!/^https:\/\//i.test(url)) return 'does not start with https://. Remote servers must use https.'
  const sample = toSampleUrl(url)
  if (!sample) return 'is not a URL.'
  if (isLoopbackHost(sample.hostname)) return 'refers to the local machine of the user. Publish a local server as a package.'
  if (sample.username !== '' || sample.password !== '')
    return 'contains a user name or password, which would be public. Use a header.'
  return undefined
}
