import { isRecord, type Result, type ServerJson } from '@mcp-registry/contract'
import { findEntry } from '../find-entry.js'
import type { Launch, LaunchChoice } from '../launch.js'
import type { ClientWriter } from './client-writer.js'
import { isSameLaunch } from './is-same-launch.js'

/** A launch of a server that is added to the file of a client. */
export interface EntryToName {
  readonly server: ServerJson
  readonly choice: LaunchChoice
  readonly launch: Launch
  /** The folder of all versions of an unpacked bundle of this server. */
  readonly bundleFolder?: string
  /** The name that the user wants. */
  readonly name?: string
}

/**
 * The names under which a client may keep a server, in order of preference: its full name if the client uses those; otherwise the part after
 * the slash, and that part after the last label of the namespace, such as `acme-weather`. In these, characters other than letters, digits,
 * dashes and underscores are replaced by dashes.
 */
export function listEntryNames(client: Pick<ClientWriter, 'usesFullNames'>, serverName: string): readonly string[] {
  if (client.usesFullNames) return [serverName]
  const slash = serverName.indexOf('/')
  const server = toKey(serverName.slice(slash + 1))
  const namespace = slash === -1 ? '' : serverName.slice(0, slash)
  const label = toKey(namespace.slice(namespace.lastIndexOf('.') + 1))
  return label === '' ? [server] : [server, `${label}-${server}`]
}

/**
 * The name for an entry in the text of a file: the name of the entry that launches the same already, otherwise the first name that is free.
 * Rejected if every name belongs to an entry that launches something else, or if the file cannot be parsed.
 */
export function chooseEntryName(client: ClientWriter, existing: string | undefined, wanted: EntryToName): Result<string> {
  const entries = client.readEntries(existing)
  if (!entries.ok) return entries
  const names = wanted.name === undefined ? listEntryNames(client, wanted.server.name) : [wanted.name]
  const entry = findEntry(wanted.server, wanted.choice)
  const isOwn = (name: string) => {
    const current = entries.value.get(name)
    return (
      entry !== undefined &&
      isRecord(current) &&
      isSameLaunch(client.readLaunched(current), wanted.launch, entry, wanted.bundleFolder)
    )
  }
  const name = names.find(isOwn) ?? names.find((candidate) => !entries.value.has(candidate))
  if (name !== undefined) return { ok: true, value: name }
  const shown = names.map((candidate) => JSON.stringify(candidate)).join(' and ')
  const verb = names.length === 1 ? 'launches' : 'launch'
  return { ok: false, errors: [`${shown} in the file of ${client.title} ${verb} something else, which is not replaced.`] }
}

function toKey(text: string): string {
  return text.replace(/[^\w-]+/g, '-')
}
