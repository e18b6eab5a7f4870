import type { Result } from '@mcp-registry/contract'
import type { HttpLaunch, Launch, StdioLaunch } from '../launch.js'
import type { ClientConfiguration, ClientWriter } from './client-writer.js'
import { openJsonFile } from './json-file.js'
import { withReferences } from '../with-references.js'
import { listReferences, toOrigin } from './list-references.js'
import { mentionedBy, nameVariables } from './name-variables.js'
import { referToSecrets } from './refer-to-secrets.js'

type Entry = Readonly<Record<string, unknown>>

/** The properties in which clients with a JSON file differ. */
export interface JsonClient extends Omit<ClientWriter, 'write' | 'readEntries' | 'hasReferences' | 'usesFullNames'> {
  /** The key of the object that holds the servers. */
  readonly serversKey: string
  /** Whether its file may contain comments and trailing commas. */
  readonly allowsComments: boolean
  readonly toStdioEntry?: (launch: StdioLaunch) => Entry
  /** Undefined if the client does not support servers over HTTP; `withoutHttp` gives the reason. */
  readonly toHttpEntry?: (launch: HttpLaunch) => Entry
  readonly withoutHttp?: string
  /** Returns a reference to an environment variable, if the client supports them. */
  readonly toReference?: (variable: string) => string
  readonly replaced?: RegExp
}

/** The keys that these clients may write in an entry; other keys of an existing entry belong to the user and stay. */
export const ENTRY_KEYS = ['source', 'type', 'command', 'args', 'env', 'url', 'serverUrl', 'httpUrl', 'headers'] as const

/** Creates a writer for a client that keeps its servers in one object of a JSON file. */
export function defineJsonClient(client: JsonClient): ClientWriter {
  const { id, title, paths, projectPath, toReference } = client
  return {
    id,
    title,
    ...(paths !== undefined && { paths }),
    ...(projectPath !== undefined && { projectPath }),
    hasReferences: toReference !== undefined,
    usesFullNames: false,
    readEntries(existing) {
      const file = openJsonFile(existing, title, client.allowsComments)
      return file.ok ? { ok: true, value: file.value.readEntries(client.serversKey) } : file
    },
    write(existing, name, launch) {
      const file = openJsonFile(existing, title, client.allowsComments)
      if (!file.ok) return file
      const variables = nameVariables(name, launch, mentionedBy(file.value.readEntries(client.serversKey), name))
      const environment = new Map<string, string>()
      const referred = referToSecrets(launch, title, {
        toReference(secret) {
          if (toReference === undefined) return undefined
          const variable = variables.get(secret.id)
          if (variable === undefined) return undefined
          environment.set(secret.id, variable)
          return toReference(variable)
        },
        ...(client.replaced !== undefined && { replaced: client.replaced }),
      })
      if (!referred.ok) return referred
      const entry = toEntry(client, referred.value.launch)
      if (!entry.ok) return entry
      const written = file.value.setEntry(client.serversKey, name, entry.value, ENTRY_KEYS)
      if (!written.ok) return written
      return {
        ok: true,
        value: {
          text: written.value.text,
          entry: entry.value,
          environment: listReferences(launch, environment),
          warnings: [...referred.value.warnings, ...listStartWarnings(launch)],
        },
      }
    },
  }
}

function toEntry(client: JsonClient, launch: Launch): Result<Entry> {
  if (launch.kind === 'bundle') return refuse('A bundle must be downloaded and unpacked before it can be configured.')
  if (launch.kind === 'stdio') return { ok: true, value: (client.toStdioEntry ?? toStdioEntry)(launch) }
  if (client.toHttpEntry === undefined) return refuse(client.withoutHttp ?? `${client.title} connects to no server over HTTP.`)
  return { ok: true, value: client.toHttpEntry(launch) }
}

/** `command`, `args` and `env`, which are the same for all of these clients. */
export function toStdioEntry({ command, args, env }: StdioLaunch): Entry {
  return { command, args, ...toOptional('env', env) }
}

/** An object under its key, or nothing if it is empty. */
export function toOptional(key: string, value: Readonly<Record<string, string>>): Entry {
  return Object.keys(value).length > 0 ? { [key]: value } : {}
}

/** The steps required before the client can start or reach the server. */
export function listStartWarnings(launch: Launch): ClientConfiguration['warnings'] {
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

export function refuse(message: string): Result<never> {
  return { ok: false, errors: [message] }
}
