import { findUrl } from '@mcp-registry/contract'
import type { HttpLaunch } from './launch.js'
import type { Endpoint, RemoteEntry } from './read-entry.js'
import type { Session } from './session.js'
import { listPlaceholders, listSecrets, plain, toPlain, type Text } from './text.js'

export function resolveRemote(entry: RemoteEntry, session: Session): HttpLaunch | undefined {
  const endpoint = resolveEndpoint(entry, session, (name) => {
    const variable = entry.variables.get(name)
    return variable === undefined ? undefined : session.read(variable, false, true)?.[0]
  })
  if (endpoint === undefined) return undefined
  return toHttpLaunch(endpoint, session)
}

/** A URL and headers, with every value resolved. */
export interface ResolvedEndpoint {
  readonly type: HttpLaunch['type']
  readonly url: Text
  readonly headers: readonly (readonly [name: string, value: Text])[]
}

export function resolveEndpoint(
  endpoint: Endpoint,
  session: Session,
  find: (name: string) => Text | undefined,
): ResolvedEndpoint | undefined {
  const { type } = endpoint
  const url = resolveUrl(endpoint.url, session, find)
  const headers = endpoint.headers.flatMap((header) => {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(header.name)) {
      session.refuse('invalid-header', `${JSON.stringify(header.name)} is not the name of an HTTP header.`)
    }
    const value = session.fill(header)?.[0]
    if (value === undefined) return []
    // A line break would end the header and start another one.
    if (/[\r\n\0]/.test(toPlain(value)))
      session.refuse('invalid-header', `The value of header ${header.name} has a line break in it.`)
    return [[header.name, value] as const]
  })
  if (type !== 'streamable-http' && type !== 'sse') {
    session.refuse('unsupported-transport', `The transport ${JSON.stringify(type)} is not known; streamable-http and sse are.`)
    return undefined
  }
  return { type, url, headers }
}

export function toHttpLaunch({ type, url, headers }: ResolvedEndpoint, session: Session): HttpLaunch {
  const secrets = listSecrets([[['url'], url], ...headers.map(([name, value]) => [['headers', name], value] as const)])
  const warnings = [...new Set(session.warnings)]
  const { standIns } = session
  const plainHeaders = Object.fromEntries(headers.map(([name, value]) => [name, toPlain(value)]))
  return { kind: 'http', type, url: toPlain(url), headers: plainHeaders, secrets, warnings, standIns }
}

function resolveUrl(template: string, session: Session, find: (name: string) => Text | undefined): Text {
  const found = new Map(listPlaceholders(template).map((name) => [name, find(name)]))
  const url = session.expand(template, (name) => found.get(name)) ?? plain(template)
  const text = toPlain(url)
  const holes = listPlaceholders(text)
  // If an input is missing or invalid, its problem already explains the unresolved URL.
  if (holes.length > 0 && session.problems.some((problem) => problem.input !== undefined)) return url
  for (const name of holes) session.warnings.push(`The URL contains {${name}}, which has no value.`)
  const secrets = url.filter((part) => part.secret !== undefined)
  const isComplete = !url.some((part) => part.isPlaceholder)
  if (isComplete && !isHttpUrl(text) && secrets.every((part) => part.secret?.isGiven === true)) {
    // Reports the template rather than the resolved URL, which may contain a secret.
    session.refuse('invalid-url', `${JSON.stringify(secrets.length > 0 ? template : text)} is not an http or https URL.`)
  }
  return url
}

export function isHttpUrl(text: string): boolean {
  return /^https?:\/\/[^\s]+$/i.test(text) && findUrl(text) !== undefined
}
