import { type ClientEntries, type ClientFile, type ClientJson, isRecord } from '@mcp-registry/contract'
import type { ClientWriter } from './client-writer.js'
import { toDescribedEntry } from './described-entry.js'
import { listManagedFields, readLaunched } from './entry-template.js'
import { openSettingsFile } from './open-settings-file.js'
import { listOwnInputIds } from './prompt-references.js'
import type { SettingsFile } from './settings-file.js'

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
      const { key, format, initialFields } = findFile(client, scope)
      const before = openSettingsFile(format, existing, title)
      if (!before.ok) return before
      const entry = toDescribedEntry(client, { name, launch, file: before.value, key }, 'file')
      if (!entry.ok) return entry
      const { fields, references, warnings } = entry.value
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
          warnings,
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

function listReferenceFields({ configuration: { secrets } }: DescribedClient): readonly string[] {
  return secrets?.type === 'fields' ? [secrets.environment, secrets.header, secrets.bearer] : []
}
