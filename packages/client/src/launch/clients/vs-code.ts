import type { Result } from '@mcp-registry/contract'
import type { Launch, LaunchSecret } from '../launch.js'
import type { ClientWriter } from './client-writer.js'
import { ENTRY_KEYS, listStartWarnings, refuse, toOptional, toStdioEntry } from './json-client.js'
import { type JsonFile, openJsonFile } from './json-file.js'
import { findFree } from './name-variables.js'
import { referToSecrets } from './refer-to-secrets.js'

/**
 * VS Code: a secret is an input, which VS Code prompts for once and stores securely; an entry refers to it as `${input:id}`. A policy that
 * allows only the servers of a registry looks up the name of the entry there.
 */
export const vsCode: ClientWriter = {
  id: 'vscode',
  title: 'VS Code',
  paths: {
    darwin: '~/Library/Application Support/Code/User/mcp.json',
    linux: '~/.config/Code/User/mcp.json',
    win32: '%APPDATA%\\Code\\User\\mcp.json',
  },
  projectPath: '.vscode/mcp.json',
  hasReferences: true,
  usesFullNames: true,
  readEntries(existing) {
    const file = openJsonFile(existing, 'VS Code', true)
    return file.ok ? { ok: true, value: file.value.readEntries('servers') } : file
  },
  write(existing, name, launch) {
    const before = openJsonFile(existing, 'VS Code', true)
    if (!before.ok) return before
    const others = listInputIds(before.value, (other) => other !== name)
    const ids = new Set<string>()
    const inputs = new Map<string, { id: string } & Record<string, unknown>>()
    const referred = referToSecrets(launch, 'VS Code', {
      toReference(secret) {
        const input = inputs.get(secret.id) ?? toInput(name, secret, (id) => others.has(id) || ids.has(id))
        ids.add(input.id)
        inputs.set(secret.id, input)
        return `\${input:${input.id}}`
      },
      replaced: /\$\{/,
    })
    if (!referred.ok) return referred
    const entry = toEntry(referred.value.launch)
    if (!entry.ok) return entry
    let file = before.value.setEntry('servers', name, entry.value, ENTRY_KEYS)
    for (const input of inputs.values()) if (file.ok) file = file.value.setListed('inputs', input)
    if (!file.ok) return file
    const used = listInputIds(file.value)
    const unused = [...listInputIds(before.value)].filter((id) => id.startsWith(`${name}-`) && !used.has(id))
    const { text } = file.value.removeListed('inputs', new Set(unused))
    const warnings = [...referred.value.warnings, ...listStartWarnings(launch)]
    return { ok: true, value: { text, entry: entry.value, environment: [], warnings } }
  },
}

// The inputs of all servers share one list, so the ID includes the server.
function toInput(name: string, { id, description }: LaunchSecret, isTaken: (id: string) => boolean) {
  const own = findFree(`${name}-${id.replace(/[^\w.-]+/g, '_')}`, isTaken)
  return { type: 'promptString', id: own, description: description ?? id, password: true }
}

/** The inputs to which the entries with these names refer. */
function listInputIds(file: JsonFile, isIncluded: (name: string) => boolean = () => true): ReadonlySet<string> {
  const entries = [...file.readEntries('servers')].filter(([name]) => isIncluded(name))
  const text = JSON.stringify(entries.map(([, entry]) => entry))
  return new Set(Array.from(text.matchAll(/\$\{input:([^{}]+)\}/g), ([, id = '']) => id))
}

function toEntry(launch: Launch): Result<Readonly<Record<string, unknown>>> {
  switch (launch.kind) {
    case 'bundle':
      return refuse('A bundle must be downloaded and unpacked before it can be configured.')
    case 'stdio':
      return { ok: true, value: { type: 'stdio', ...toStdioEntry(launch) } }
    case 'http':
      return {
        ok: true,
        value: { type: launch.type === 'sse' ? 'sse' : 'http', url: launch.url, ...toOptional('headers', launch.headers) },
      }
  }
}
