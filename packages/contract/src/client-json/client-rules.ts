import type { JsonPath } from '../json/json-path.js'
import { parseServerName } from '../server-name.js'
import { asList, asText, ownField } from '../validation/json-access.js'
import { quote } from '../validation/quote.js'
import { findWebUrlFault } from '../validation/web-url.js'
import { CLIENT_AUTHENTICATION, CLIENT_FEATURES } from './client-json.js'
import { CLIENT_TRANSPORTS } from './client-configuration.js'

/** Reports a finding of a rule: its stable id, the path, and a sentence that states the remedy. */
export type ClientReport = (reference: string, path: JsonPath, message: string) => void

/** A group of rules. Accepts a document of any shape, and skips what the schema tier has reported. */
export type ClientRule = (client: unknown, report: ClientReport) => void

/** The ids have the form of server names. */
export const checkIds: ClientRule = (client, report) => {
  for (const field of ['id', 'replacedBy']) {
    const id = asText(ownField(client, field))
    if (id === undefined) continue
    const parsed = parseServerName(id)
    if (parsed.ok) continue
    report(
      'invalid-client-id',
      [field],
      `${field} is ${quote(id)}, but ids have the form of server names. ${parsed.errors.join(' ')}`,
    )
  }
  const id = ownField(client, 'id')
  if (id !== undefined && id === ownField(client, 'replacedBy'))
    report('client-replaces-itself', ['replacedBy'], 'replacedBy is the id of the client itself. Remove it.')
}

/** The links that a page shows are https URLs. */
export const checkWebUrls: ClientRule = (client, report) => {
  for (const field of ['websiteUrl', 'repositoryUrl']) checkUrl([field], ownField(client, field), report)
}

/** Every fact names its sources, which are https URLs read on a day of the calendar. */
export const checkEvidence: ClientRule = (client, report) => {
  for (const [path, fact] of listFacts(client)) {
    if (
      ownField(fact, 'support') !== 'unknown' &&
      ownField(fact, 'support') !== undefined &&
      ownField(fact, 'evidence') === undefined
    )
      report(
        'client-evidence-required',
        path,
        `${path.join('.')} is ${quote(ownField(fact, 'support'))} without evidence. Name the source and the day, or write "unknown".`,
      )
  }
  for (const [path, evidence] of listEvidence(client)) {
    checkUrl([...path, 'url'], ownField(evidence, 'url'), report)
    const date = asText(ownField(evidence, 'date'))
    if (date !== undefined && /^\d{4}-\d{2}(?:-\d{2})?$/.test(date) && !isDay(date.padEnd(10, '-01')))
      report('invalid-date', [...path, 'date'], `${quote(date)} is not a day or month of the calendar.`)
  }
}

function listFacts(client: unknown): (readonly [path: JsonPath, fact: unknown])[] {
  const groups = [
    ['transports', CLIENT_TRANSPORTS],
    ['authentication', CLIENT_AUTHENTICATION],
    ['features', CLIENT_FEATURES],
  ] as const
  return groups.flatMap(([group, names]) =>
    names.map((name) => [[group, name], ownField(ownField(client, group), name)] as const),
  )
}

/** The lists of a client.json that consist of facts with evidence. */
const LISTS = ['files', 'links', 'commands', 'registries', 'policies', 'manual'] as const

function listEvidence(client: unknown): (readonly [path: JsonPath, evidence: unknown])[] {
  const configuration = ownField(client, 'configuration')
  const owners: (readonly [path: JsonPath, owner: unknown])[] = [
    [[], client],
    [['protocolVersions'], ownField(client, 'protocolVersions')],
    ...listFacts(client),
    [['configuration', 'entries'], ownField(configuration, 'entries')],
    [['configuration', 'secrets'], ownField(configuration, 'secrets')],
    ...LISTS.flatMap((list) =>
      asList(ownField(configuration, list)).map((item, index) => [['configuration', list, index], item] as const),
    ),
  ]
  return owners.flatMap(([path, owner]) =>
    asList(ownField(owner, 'evidence')).map((evidence, index) => [[...path, 'evidence', index], evidence] as const),
  )
}

/** Reports a URL that is not safe to show and to open. */
export function checkUrl(path: JsonPath, value: unknown, report: ClientReport): void {
  const url = asText(value)
  if (url === undefined || findWebUrlFault(url) === undefined) return
  report('invalid-client-url', path, `${quote(url)} must be an https URL without credentials.`)
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}
