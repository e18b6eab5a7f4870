import { type ClientEntries, type ClientFile, type ClientJson, isRecord, type Result } from '@mcp-registry/contract'
import type { Launch } from '../launch.js'
import { withReferences } from '../with-references.js'
import type { ClientConfiguration, ClientWriter } from './client-writer.js'
import { toOrigin } from './list-references.js'
import { fillTemplate, listManagedFields, readLaunched, toTemplateValues } from './entry-template.js'
import { openSettingsFile } from './open-settings-file.js'
import { listOwnInputIds } from './prompt-references.js'
import { refuse } from './refuse.js'
import { referToSecrets } from './refer-to-secrets.js'
import { openReferences } from './secret-references.js'
import type { Fields, SettingsFile } from './settings-file.js'

/** What of a description determines the configuration of a client. */
export interface DescribedClient {
  readonly id: string
  readonly title: string
  readonly configuration: Pick<ClientJson['configuration'], 'files' | 'secrets' | 'manual'> & { readonly entries: ClientEntries }
}

/** The writer of a client as its description has it; undefined if the client has no file. */
export function findDescribedWriter({ id, title, configuration }: ClientJson): ClientWriter | undefined {
  const { entries, files } = configuration
  const file = files.find(({ scope }) => scope === 'user')
  if (entries === undefined || file === undefined) return undefined
  const writer = toClientWriter({ id: id.slice(id.indexOf('/') + 1), title, configuration: { ...configuration, entries } })
  const project = files.find(({ scope }) => scope === 'project')?.paths.linux
  const userFiles = files.filter(({ scope, format }) => scope === 'user' && format === file.format)
  return { ...writer, userFiles, ...(project !== undefined && { projectPath: project }) }
}

/** Creates the writer of a client. Its files have to have the same format and keys in every scope that is written. */
export function toClientWriter(client: DescribedClient): ClientWriter {
  const { id, title, configuration } = client
  const { entries, secrets } = configuration
  return {
    id,
    title,
    userFiles: [],
    hasReferences: secrets !== undefined && secrets.type !== 'none',
    usesFullNames: entries.names === 'full',
    readEntries(existing, scope) {
      const { key, format } = findFile(client, scope)
      const file = openSettingsFile(format, existing, title)
      return file.ok ? { ok: true, value: file.value.readEntries(key) } : file
    },
    readLaunched: (entry) => readLaunched(entries, entry),
    findPart(existing, name, scope) {
      const { key, format } = findFile(client, scope)
      const file = openSettingsFile(format, existing, title)
      if (!file.ok) return file
      const entry = file.value.readEntries(key).get(name)
      const { list, ids } = listOwnPrompts(client, file.value, key, name)
      const prompts = list === undefined ? [] : file.value.readListed(list).filter(({ id }) => ids.has(id))
      return { ok: true, value: isRecord(entry) ? { entry, prompts } : undefined }
    },
    setPart(existing, name, { entry, prompts }, scope) {
      const { key, format } = findFile(client, scope)
      const before = openSettingsFile(format, existing, title)
      if (!before.ok) return before
      const { list, ids } = listOwnPrompts(client, before.value, key, name)
      const kept = new Set(prompts.map(({ id }) => id))
      const unused = new Set([...ids].filter((id) => !kept.has(id)))
      const current = before.value.readEntries(key).get(name)
      const managed = isRecord(current) ? Object.keys(current) : []
      const start = list === undefined ? before.value : before.value.removeListed(list, unused)
      let file = start.setEntry(key, name, { fields: entry, managed })
      for (const prompt of prompts) if (file.ok && list !== undefined) file = file.value.setListed(list, prompt)
      return file.ok ? { ok: true, value: file.value.text } : file
    },
    remove(existing, name, scope) {
      const { key, format } = findFile(client, scope)
      const before = openSettingsFile(format, existing, title)
      if (!before.ok) return before
      const { list, ids } = listOwnPrompts(client, before.value, key, name)
      const start = list === undefined ? before.value : before.value.removeListed(list, ids)
      const file = start.removeEntry(key, name)
      return file.ok ? { ok: true, value: file.value.text } : file
    },
    write(existing, name, launch, scope) {
      if (entries.names === 'word' && !/^[\w-]+$/.test(name))
        return refuse(`The name of a server in ${title} has only letters, digits, dashes and underscores.`)
      const { key, format, initialFields } = findFile(client, scope)
      const before = openSettingsFile(format, existing, title)
      if (!before.ok) return before
      const references = openReferences(secrets, { name, launch, file: before.value, key })
      const referred = referToSecrets(launch, title, references.syntax)
      if (!referred.ok) return referred
      const filled = toFields(client, name, referred.value.launch)
      if (!filled.ok) return filled
      const fields = references.complete(filled.value)
      const managed = [...listManagedFields(entries, initialFields), ...listReferenceFields(client)]
      const written = before.value.setEntry(key, name, { fields, managed, ...(initialFields !== undefined && { initialFields }) })
      const after = written.ok ? references.settle(written.value) : written
      if (!after.ok) return after
      return {
        ok: true,
        value: {
          text: after.value.text,
          entry: { ...fields, ...initialFields },
          environment: references.listVariables(),
          warnings: [...referred.value.warnings, ...listStartWarnings(launch)],
        },
      }
    },
  }
}

/** The list of prompts of a client, undefined if it has none, and those in it that belong to an entry. */
function listOwnPrompts(
  { configuration: { secrets } }: DescribedClient,
  file: SettingsFile,
  key: readonly string[],
  name: string,
): { readonly list: string | undefined; readonly ids: ReadonlySet<string> } {
  if (secrets?.type !== 'prompt') return { list: undefined, ids: new Set() }
  return { list: secrets.list, ids: listOwnInputIds(file, key, secrets.reference, name) }
}

/** The file of a scope, or what the others of the client are like if it has none. */
function findFile({ title, configuration: { files } }: DescribedClient, scope: ClientFile['scope'] = 'user'): ClientFile {
  const file = files.find((one) => one.scope === scope) ?? files[0]
  if (file === undefined) throw new Error(`${title} has no file.`)
  return file
}

function toFields({ title, configuration }: DescribedClient, name: string, launch: Launch): Result<Fields> {
  if (launch.kind === 'bundle') return refuse('A bundle must be downloaded and unpacked before it can be configured.')
  const transport = launch.kind === 'stdio' ? 'stdio' : launch.type
  const template = configuration.entries[transport]
  if (template !== undefined) return { ok: true, value: fillTemplate(template, toTemplateValues(name, launch)) }
  const manual = configuration.manual.find(({ transports }) => transports.includes(transport))
  const way = manual === undefined ? '' : ` ${manual.text}`
  return refuse(`${title} has no servers over ${TRANSPORT_NAMES[transport]} in its file.${way}`)
}

const TRANSPORT_NAMES = {
  stdio: 'standard input and output',
  'streamable-http': 'streamable HTTP',
  sse: 'server-sent events',
} as const

function listReferenceFields({ configuration: { secrets } }: DescribedClient): readonly string[] {
  return secrets?.type === 'fields' ? [secrets.environment, secrets.header, secrets.bearer] : []
}

/** The steps required before the client can start or reach the server. */
function listStartWarnings(launch: Launch): ClientConfiguration['warnings'] {
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
