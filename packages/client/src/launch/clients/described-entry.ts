import type { ClientEntries, ClientJson, ClientTransport, Result } from '@mcp-registry/contract'
import type { Launch } from '../launch.js'
import { withReferences } from '../with-references.js'
import { fillTemplate, toTemplateValues } from './entry-template.js'
import { toOrigin } from './list-references.js'
import type { ReferringEntry, SecretReferences } from './referring-entry.js'
import { refuse } from './refuse.js'
import { type EntryPlace, referToSecrets } from './refer-to-secrets.js'
import { openReferences } from './secret-references.js'
import type { Fields } from './settings-file.js'

/** What of a description determines the entries of a client. */
export interface EntryDescription {
  readonly title: string
  readonly configuration: Pick<ClientJson['configuration'], 'secrets' | 'manual'> & { readonly entries: ClientEntries }
}

/** An entry as a client expects it. */
export interface DescribedEntry {
  readonly fields: Fields
  /** The launch with references in place of the secrets. */
  readonly launch: Launch
  readonly references: SecretReferences
  readonly warnings: readonly string[]
}

/** The entry of a server. Rejected, with every reason, if the client cannot start the server from this place. */
export function toDescribedEntry(client: EntryDescription, entry: ReferringEntry, place: EntryPlace): Result<DescribedEntry> {
  const { title, configuration } = client
  if (configuration.entries.names === 'word' && !/^[\w-]+$/.test(entry.name))
    return refuse(`The name of a server in ${title} has only letters, digits, dashes and underscores.`)
  const references = openReferences(configuration.secrets, entry)
  const referred = referToSecrets(entry.launch, title, references.syntax, place)
  if (!referred.ok) return referred
  const { launch, warnings } = referred.value
  const filled = toFields(client, entry.name, launch)
  if (!filled.ok) return filled
  const fields = references.complete(filled.value)
  return { ok: true, value: { fields, launch, references, warnings: [...warnings, ...listStartWarnings(entry.launch)] } }
}

/** The transport over which a client reaches a launched server; undefined for a bundle, which is not unpacked yet. */
export function findTransport(launch: Launch): ClientTransport | undefined {
  if (launch.kind === 'bundle') return undefined
  return launch.kind === 'stdio' ? 'stdio' : launch.type
}

function toFields({ title, configuration }: EntryDescription, name: string, launch: Launch): Result<Fields> {
  const transport = findTransport(launch)
  if (launch.kind === 'bundle' || transport === undefined)
    return refuse('A bundle must be downloaded and unpacked before it can be configured.')
  const template = configuration.entries[transport]
  if (template !== undefined) return { ok: true, value: fillTemplate(template, toTemplateValues(name, launch)) }
  const manual = configuration.manual.find(({ transports }) => transports.includes(transport))
  const way = manual === undefined ? '' : ` ${manual.text}`
  return refuse(`${title} has no servers over ${TRANSPORT_NAMES[transport]} in its file.${way}`)
}

/** The transports as they are called in messages. */
export const TRANSPORT_NAMES = {
  stdio: 'standard input and output',
  'streamable-http': 'streamable HTTP',
  sse: 'server-sent events',
} as const

/** The steps required before the client can start or reach the server. */
function listStartWarnings(launch: Launch): readonly string[] {
  const shown = withReferences(launch, ({ id }) => `<${id}>`)
  const process = shown.kind === 'http' ? shown.start : shown.kind === 'stdio' ? shown : undefined
  const show = (command: string, args: readonly string[]) => JSON.stringify([command, ...args])
  return [
    ...(process?.install === undefined ? [] : [`Install it first: ${show(process.install.command, process.install.args)}.`]),
    // Omits the arguments, which may contain a secret.
    ...(shown.kind === 'http' && shown.start !== undefined
      ? [`The server at ${toOrigin(shown.url)} must be running: the client only connects to it.`]
      : []),
  ]
}
