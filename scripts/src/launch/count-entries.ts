import {
  chooseEntryName,
  type ClientConfiguration,
  type ClientWriter,
  type Launch,
  type LaunchOption,
  listEntryNames,
  listLaunchChoices,
  listLaunchInputs,
  resolveLaunch,
} from '@mcp-registry/client'
import type { ServerJson } from '@mcp-registry/contract'
import { toSampleInputs } from './to-sample-inputs.js'

/** What becomes of the latest versions of many servers in one file of a client. */
export interface EntryCounts {
  readonly entries: number
  /** Entries that have another name than the first choice. */
  readonly 'longer name': number
  /** Servers for which every name is taken, so that the user has to choose one. */
  readonly 'needs --as': number
  /** Entries of another server that launched the same already. */
  readonly 'same launch': number
  readonly 'not for this client': number
  /** Must be 0: entries of another server that launched something else. */
  readonly replaced: number
  /** Servers whose secrets, if they have any, have to be given, and are in the file. */
  readonly 'secrets in file': number
  readonly variables: number
  /** Must be 0: variables and prompts whose names lack the name of the entry. */
  readonly 'named by document': number
  /** Must be 0: variables and prompts that two entries share. */
  readonly shared: number
}

/** Adds servers to one file of a client, in order. */
export function countEntries(client: ClientWriter, servers: readonly ServerJson[]): EntryCounts {
  const entries = new Map<string, Kept>()
  const owners = new Map<string, string>()
  const counts = { longer: 0, needsAs: 0, same: 0, refused: 0, replaced: 0, inFile: 0, byDocument: 0, shared: 0 }
  const file: ClientWriter = {
    ...client,
    readEntries: () => ({ ok: true, value: new Map([...entries].map(([name, { entry }]) => [name, entry])) }),
  }
  for (const server of servers) {
    const deferred = client.hasReferences ? findLaunch(client, server, true) : undefined
    const launched = deferred ?? findLaunch(client, server, false)
    if (launched === undefined) {
      counts.refused++
      continue
    }
    if (deferred === undefined) counts.inFile++
    const { choice, launch } = launched
    const name = chooseEntryName(file, undefined, { server, choice, launch })
    if (!name.ok) {
      counts.needsAs++
      continue
    }
    const written = writeBeside(client, name.value, launch, owners, entries)
    const before = entries.get(name.value)
    const target = toTarget(choice)
    if (before !== undefined && before.server !== server.name) {
      if (before.launched === target) counts.same++
      else {
        counts.replaced++
        console.log(`${client.id}: ${server.name} (${target}) replaces ${before.server} (${before.launched})`)
      }
    }
    if (name.value !== listEntryNames(client, server.name)[0]) counts.longer++
    entries.set(name.value, { server: server.name, entry: written.entry, launched: target, launch })
    for (const reference of listReferences(written)) {
      if (!isNamedAfter(reference, name.value)) {
        counts.byDocument++
        console.log(`${client.id}: ${server.name} refers to ${reference}`)
      }
      if ((owners.get(reference) ?? name.value) !== name.value) {
        counts.shared++
        console.log(`${client.id}: ${server.name} shares ${reference} with ${owners.get(reference)}`)
      }
      owners.set(reference, name.value)
    }
  }
  return {
    entries: entries.size,
    'longer name': counts.longer,
    'needs --as': counts.needsAs,
    'same launch': counts.same,
    'not for this client': counts.refused,
    replaced: counts.replaced,
    'secrets in file': counts.inFile,
    variables: owners.size,
    'named by document': counts.byDocument,
    shared: counts.shared,
  }
}

/** What a choice launches, without its version. */
function toTarget({ type, label }: LaunchOption): string {
  return type === 'oci' ? label.replace(/[:@][^/]*$/, '') : label.replace(/ \S+$/, '')
}

interface Kept {
  readonly server: string
  readonly entry: unknown
  readonly launched: string
  readonly launch: Launch
}

/** Writes an entry into a file of those entries that have its references already; a file of all of them would be large. */
function writeBeside(
  client: ClientWriter,
  name: string,
  launch: Launch,
  owners: ReadonlyMap<string, string>,
  entries: ReadonlyMap<string, Kept>,
): ClientConfiguration {
  const beside = new Set<string>()
  for (;;) {
    let text: string | undefined
    for (const other of beside) {
      const kept = entries.get(other)
      if (kept !== undefined) text = write(client, text, other, kept.launch).text
    }
    const written = write(client, text, name, launch)
    const found = listReferences(written).flatMap((reference) => owners.get(reference) ?? [])
    const added = found.filter((owner) => owner !== name && !beside.has(owner))
    if (added.length === 0) return written
    for (const owner of added) beside.add(owner)
  }
}

function write(client: ClientWriter, existing: string | undefined, name: string, launch: Launch): ClientConfiguration {
  const written = client.write(existing, name, launch)
  if (!written.ok) throw new Error(`${client.id}: ${written.errors.join(' ')}`)
  return written.value
}

function findLaunch(client: ClientWriter, server: ServerJson, deferSecrets: boolean) {
  for (const choice of listLaunchChoices(server)) {
    const inputs = listLaunchInputs(server, choice).filter(({ isSecret }) => !(isSecret && deferSecrets))
    const launch = resolveLaunch(server, choice, toSampleInputs(inputs), { deferSecrets })
    if (launch.ok && launch.value.kind !== 'bundle' && client.write(undefined, 'name', launch.value).ok)
      return { choice, launch: launch.value }
  }
  return undefined
}

/** The names in the references that the writers write, which no two entries should have in common. */
function listReferences({ entry, environment }: { entry: unknown; environment: readonly { name: string }[] }): string[] {
  const prompts = Array.from(JSON.stringify(entry).matchAll(/\$\{input:([^{}]+)\}/g), ([, id = '']) => id)
  return [...new Set([...environment.map(({ name }) => name), ...prompts])]
}

function isNamedAfter(reference: string, entryName: string): boolean {
  const name = toWords(reference)
  const entry = `${toWords(entryName)}_`
  return name.startsWith(entry) || name.startsWith(`MCP_SERVER_${entry}`)
}

function toWords(text: string): string {
  return text
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter((word) => word !== '')
    .join('_')
}
