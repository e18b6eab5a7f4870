import {
  CLIENT_TRANSPORTS,
  type ClientEntries,
  type EntryTemplate,
  type EntryTemplateValue,
  isRecord,
} from '@mcp-registry/contract'
import type { HttpLaunch, StdioLaunch } from '../launch.js'
import type { Fields } from './settings-file.js'

/** What the placeholders of a template stand for. */
type Values = ReadonlyMap<string, unknown>

/** The values of the placeholders for a server under a name. */
export function toTemplateValues(name: string, launch: StdioLaunch | HttpLaunch): Values {
  const values =
    launch.kind === 'stdio'
      ? { name, command: launch.command, args: launch.args, env: launch.env }
      : { name, url: launch.url, headers: launch.headers }
  return new Map(Object.entries(values).map(([key, value]) => [`{${key}}`, value]))
}

/** The entry that a template describes. A field whose value would be an empty object is left out. */
export function fillTemplate(template: EntryTemplate, values: Values): Fields {
  return Object.fromEntries(
    Object.entries(template).flatMap(([field, value]) => {
      const filled = fillValue(value, values)
      return isRecord(filled) && Object.keys(filled).length === 0 ? [] : [[field, filled] as const]
    }),
  )
}

function fillValue(value: EntryTemplateValue, values: Values): unknown {
  if (typeof value === 'string') return values.has(value) ? values.get(value) : value
  if (typeof value !== 'object') return value
  // A list in a list becomes part of it: the command and its arguments.
  return value.flatMap((item) => fillValue(item, values))
}

/** The fields that the templates of a client may set, and those that earlier templates or other clients set. */
export function listManagedFields(entries: ClientEntries, initialFields: EntryTemplate = {}): readonly string[] {
  const own = CLIENT_TRANSPORTS.flatMap((transport) => Object.keys(entries[transport] ?? {}))
  const managed = new Set([...own, ...COMMON_FIELDS, ...(entries.formerFields ?? [])])
  return [...managed].filter((field) => !Object.hasOwn(initialFields, field))
}

/** The fields by which clients distinguish and launch servers. In an entry that is replaced, they belong to the former server. */
const COMMON_FIELDS = ['source', 'type', 'command', 'args', 'env', 'url', 'serverUrl', 'httpUrl', 'headers'] as const
const URL_FIELDS = ['url', 'serverUrl', 'httpUrl'] as const

/** The command, the arguments and the URL of an entry, as `command`, `args` and `url`, whatever its client calls them. */
export function readLaunched(entries: ClientEntries, entry: Fields): Fields {
  const { command, args } = entry
  const url = URL_FIELDS.map((field) => entry[field]).find((value) => typeof value === 'string')
  const launched = new Map<string, unknown>(Object.entries({ command, args, url }))
  for (const template of CLIENT_TRANSPORTS.map((transport) => entries[transport] ?? {})) {
    for (const [field, value] of Object.entries(template)) {
      const current = entry[field]
      if (Array.isArray(current) && Array.isArray(value) && value.includes('{command}')) {
        launched.set('command', current[0]).set('args', current.slice(1))
      } else if (current !== undefined && typeof value === 'string' && launched.has(value.slice(1, -1))) {
        launched.set(value.slice(1, -1), current)
      }
    }
  }
  return Object.fromEntries([...launched].filter(([, value]) => value !== undefined))
}
