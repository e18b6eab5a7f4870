import type { Result } from '@mcp-registry/contract'
import type { Launch, LaunchSecret } from '../launch.js'
import type { ClientWriter } from './client-writer.js'
import { ENTRY_KEYS, listStartWarnings, refuse, toOptional, toStdioEntry } from './json-client.js'
import { openJsonFile } from './json-file.js'
import { referToSecrets } from './refer-to-secrets.js'

/** VS Code: a secret is an input, which VS Code prompts for once and stores securely; an entry refers to it as `${input:id}`. */
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
  write(existing, name, launch) {
    const inputs = new Map<string, { id: string } & Record<string, unknown>>()
    const referred = referToSecrets(launch, 'VS Code', {
      toReference(secret) {
        const input = toInput(name, secret)
        inputs.set(input.id, input)
        return `\${input:${input.id}}`
      },
      replaced: /\$\{/,
    })
    if (!referred.ok) return referred
    const entry = toEntry(referred.value.launch)
    if (!entry.ok) return entry
    let file = openJsonFile(existing, 'VS Code', true)
    if (file.ok) file = file.value.setEntry('servers', name, entry.value, ENTRY_KEYS)
    for (const input of inputs.values()) if (file.ok) file = file.value.setListed('inputs', input)
    if (!file.ok) return file
    const warnings = [...referred.value.warnings, ...listStartWarnings(launch)]
    return { ok: true, value: { text: file.value.text, entry: entry.value, environment: [], warnings } }
  },
}

// The inputs of all servers share one list, so the ID includes the server.
function toInput(name: string, { id, description }: LaunchSecret) {
  return { type: 'promptString', id: `${name}-${id.replace(/[^\w.-]+/g, '_')}`, description: description ?? id, password: true }
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
