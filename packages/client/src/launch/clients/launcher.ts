import {
  type ClientCommand,
  type ClientEntries,
  type ClientJson,
  type ClientLink,
  type ClientSecrets,
  type Result,
} from '@mcp-registry/contract'
import type { Launch } from '../launch.js'
import { listPlaceholders } from '../text.js'
import { listEntryNames } from './choose-entry-name.js'
import type { VariableReference } from './client-writer.js'
import { type DescribedEntry, findTransport, toDescribedEntry, TRANSPORT_NAMES } from './described-entry.js'
import { openSettingsFile } from './open-settings-file.js'
import { refuse } from './refuse.js'

/** A server that is added to a client by a link or a command. */
export interface ServerToInstall {
  /** The full name of the server. */
  readonly serverName: string
  /** How it is launched. A launch that was resolved with `toPlaceholder` is for display, and not for a link. */
  readonly launch: Launch
  /** The name of its entry; by default the first of `listEntryNames`. */
  readonly name?: string
}

/** What a link or a command of a client is filled with. */
export interface LauncherValues {
  /** By the placeholder without braces: a text, or a list for a parameter or word that is repeated. */
  readonly values: ReadonlyMap<string, string | readonly string[]>
  readonly environment: readonly VariableReference[]
  readonly warnings: readonly string[]
}

/** The links or commands for the transport of a launch; all if none is, so that each can say why. */
export function listMatching<T extends Pick<ClientLink, 'transports'>>(launchers: readonly T[], launch: Launch): readonly T[] {
  const transport = findTransport(launch)
  const matching = launchers.filter(({ transports }) => transport !== undefined && transports.includes(transport))
  return matching.length > 0 ? matching : launchers
}

/**
 * The values of the placeholders in a link or a command. Rejected, with the reasons, if it would leave out a part of the launch, contain a
 * secret, or contain a value that the document does not mean literally.
 */
export function toLauncherValues(
  client: ClientJson,
  kind: 'link' | 'command',
  launcher: Pick<ClientLink | ClientCommand, 'transports' | 'config'> & { readonly texts: readonly string[] },
  server: ServerToInstall,
): Result<LauncherValues> {
  const placeholders = new Set(launcher.texts.flatMap(listPlaceholders))
  const { title, configuration } = client
  // A link without the entry needs no description of one.
  const entries = configuration.entries ?? (launcher.config === undefined ? PLAIN_ENTRIES : undefined)
  const name =
    server.name ?? listEntryNames({ usesFullNames: entries?.names === 'full' }, server.serverName)[0] ?? server.serverName
  const names = new Map([
    ['name', name],
    ['serverName', server.serverName],
  ])
  // It opens a page about the server, and carries nothing of the launch.
  if ([...placeholders].every((placeholder) => names.has(placeholder)))
    return { ok: true, value: { values: names, environment: [], warnings: [] } }
  const { launch } = server
  const transport = findTransport(launch)
  if (transport !== undefined && !launcher.transports.includes(transport))
    return refuse(`A ${kind} of ${title} adds no server over ${TRANSPORT_NAMES[transport]}.`)
  if (entries === undefined) return refuse(`No source says what an entry of ${title} looks like.`)
  if (launch.standIns.length > 0) return { ok: false, errors: launch.standIns.map(({ message }) => message) }
  const secrets = findSecrets(configuration.secrets, launcher.config !== undefined)
  const described = { title, configuration: { entries, manual: configuration.manual, ...(secrets !== undefined && { secrets }) } }
  const empty = openSettingsFile('json', undefined, title)
  if (!empty.ok) return empty
  const entry = toDescribedEntry(described, { name, launch, file: empty.value, key: [] }, kind)
  if (!entry.ok) return entry
  const questions = secrets?.type === 'prompt' ? { [secrets.list]: entry.value.references.listQuestions() } : {}
  const missing = findMissing(placeholders, { kind, title, entries, entry: entry.value, questions, config: launcher.config })
  if (missing !== undefined) return refuse(missing)
  const config = { ...entry.value.fields, ...configuration.files.find(({ scope }) => scope === 'user')?.initialFields }
  const filled = toValues(entry.value.launch)
  const asked = Object.entries(questions).filter(([, list]) => list.length > 0)
  return {
    ok: true,
    value: {
      values: new Map<string, string | readonly string[]>([
        ...names,
        ...filled,
        ...Object.values(questions).map((list) => ['inputs', list.length === 0 ? [] : [toJson(list)]] as const),
        ['config', encode(launcher.config, { name, asked: Object.fromEntries(asked), config })],
      ]),
      environment: entry.value.references.listVariables(),
      warnings: entry.value.warnings,
    },
  }
}

const PLAIN_ENTRIES: ClientEntries = {
  names: 'short',
  stdio: { command: '{command}', args: '{args}', env: '{env}' },
  'streamable-http': { url: '{url}', headers: '{headers}' },
  sse: { url: '{url}', headers: '{headers}' },
  evidence: [],
}

/** The references that fit: without an entry, there are neither fields nor questions. */
function findSecrets(secrets: ClientSecrets | undefined, hasEntry: boolean): ClientSecrets | undefined {
  if (secrets === undefined || hasEntry || secrets.type === 'variable') return secrets
  return { type: 'none', evidence: [] }
}

function toValues(launch: Launch): (readonly [string, string | readonly string[]])[] {
  if (launch.kind === 'bundle') return []
  if (launch.kind === 'http') {
    return [
      ['url', launch.url],
      ['header', Object.entries(launch.headers).map(([name, value]) => `${name}: ${value}`)],
    ]
  }
  return [
    ['command', launch.command],
    ['args', launch.args],
    ['env', Object.entries(launch.env).map(([name, value]) => `${name}=${value}`)],
  ]
}

interface Filled {
  readonly kind: 'link' | 'command'
  readonly title: string
  readonly entries: ClientEntries
  readonly entry: DescribedEntry
  readonly questions: Readonly<Record<string, readonly unknown[]>>
  readonly config: ClientLink['config']
}

/** What of the launch has no placeholder: the server would start without it, or not at all. */
function findMissing(
  placeholders: ReadonlySet<string>,
  { kind, title, entries, entry, questions, config }: Filled,
): string | undefined {
  const { launch } = entry
  const transport = findTransport(launch)
  if (launch.kind === 'bundle' || transport === undefined) return undefined
  const template = JSON.stringify(config === undefined ? [] : entries[transport])
  const has = (placeholder: string) => placeholders.has(placeholder) || template.includes(`"{${placeholder}}"`)
  const parts: readonly (readonly [name: string, isNeeded: boolean, isThere: boolean])[] =
    launch.kind === 'stdio'
      ? [
          ['arguments', launch.args.length > 0, has('args')],
          ['environment variables', Object.keys(launch.env).length > 0, has('env')],
        ]
      : [['headers', Object.keys(launch.headers).length > 0, has('headers') || has('header')]]
  const asks = Object.values(questions).some((list) => list.length > 0)
  const all = [...parts, ['questions', asks, config?.isNamed === true || has('inputs')] as const]
  const lost = all.find(([, isNeeded, isThere]) => isNeeded && !isThere)
  return lost === undefined ? undefined : `A ${kind} of ${title} has no place for ${lost[0]}.`
}

function encode(
  config: ClientLink['config'],
  { name, asked, config: entry }: { name: string; asked: object; config: object },
): string {
  const json = toJson(config?.isNamed === true ? { name, ...asked, ...entry } : entry)
  return config?.encoding === 'base64' ? toBase64(json) : json
}

/** JSON without `%`: VS Code decodes a link twice, and some shells expand the sign. */
function toJson(value: object): string {
  return JSON.stringify(value).replaceAll('%', String.raw`\u0025`)
}

/** The standard Base64 of the UTF-8 of a text. */
function toBase64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''))
}
