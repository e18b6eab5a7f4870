import { isRecord, type Result } from '@mcp-registry/contract'
import { parse, patch, stringify } from '@decimalturn/toml-patch'
import type { Launch } from '../launch.js'
import { getText } from '../with-references.js'
import type { ClientWriter } from './client-writer.js'
import { listStartWarnings, refuse, toOptional } from './json-client.js'
import { listReferences } from './list-references.js'
import { mentionedBy, nameVariables } from './name-variables.js'
import { referToSecrets } from './refer-to-secrets.js'

// The fields that this writer sets; other fields of an existing entry belong to the user and stay.
const MANAGED = ['command', 'args', 'env', 'env_vars', 'url', 'http_headers', 'env_http_headers', 'bearer_token_env_var']

/**
 * Codex, in TOML. It does not interpolate strings. A secret is an entire header (`env_http_headers`), a bearer token
 * (`bearer_token_env_var`), or forwarded from its own environment under the same name (`env_vars`), if that is the name of the entry's own
 * variable: otherwise the document would choose which variable of the user is forwarded.
 */
export const codex: ClientWriter = {
  id: 'codex',
  title: 'Codex',
  paths: { darwin: '~/.codex/config.toml', linux: '~/.codex/config.toml', win32: '%USERPROFILE%\\.codex\\config.toml' },
  projectPath: '.codex/config.toml',
  hasReferences: true,
  usesFullNames: false,
  readEntries(existing) {
    const servers = readServers(existing ?? '')
    return servers.ok ? { ok: true, value: new Map(Object.entries(servers.value.servers)) } : servers
  },
  write(existing, name, launch) {
    if (!/^[\w-]+$/.test(name)) return refuse('The name of a server in Codex has only letters, digits, dashes and underscores.')
    const file = readServers(existing ?? '')
    if (!file.ok) return file
    const variables = nameVariables(name, launch, mentionedBy(new Map(Object.entries(file.value.servers)), name))
    const passed: Passed = { env: [], headers: new Map(), bearer: undefined }
    const environment = new Map<string, string>()
    const referred = referToSecrets(launch, 'Codex', {
      toReference(secret, { path, whole }) {
        const variable = variables.get(secret.id)
        if (variable === undefined || !pass(passed, launch, path, whole, variable)) return undefined
        environment.set(secret.id, variable)
        return ''
      },
    })
    if (!referred.ok) return referred
    const entry = toEntry(referred.value.launch, passed)
    if (!entry.ok) return entry
    const text = patchServers(existing ?? '', file.value, name, entry.value)
    if (!text.ok) return text
    return {
      ok: true,
      value: {
        text: text.value,
        entry: entry.value,
        environment: listReferences(launch, environment),
        warnings: [...referred.value.warnings, ...listStartWarnings(launch)],
      },
    }
  },
}

interface Passed {
  readonly env: string[]
  readonly headers: Map<string, string>
  bearer: { readonly header: string; readonly variable: string } | undefined
}

/** Records that a secret is passed by reference, if Codex supports that at this location. */
function pass(passed: Passed, launch: Launch, path: readonly (string | number)[], whole: boolean, variable: string): boolean {
  const [field, name] = path
  if (typeof name !== 'string') return false
  if (field === 'env' && whole && name === variable) {
    passed.env.push(name)
    return true
  }
  if (field !== 'headers') return false
  if (whole) {
    passed.headers.set(name, variable)
    return true
  }
  const secret = launch.secrets.flatMap(({ spans }) => spans).find((span) => span.path[1] === name && span.path[0] === 'headers')
  const isBearer = name.toLowerCase() === 'authorization' && secret?.start === 'Bearer '.length
  const text = getText(launch, path)
  if (!isBearer || !text.startsWith('Bearer ') || secret.end !== text.length) return false
  passed.bearer = { header: name, variable }
  return true
}

type Entry = Readonly<Record<string, unknown>>

function toEntry(launch: Launch, passed: Passed): Result<Entry> {
  if (launch.kind === 'bundle') return refuse('A bundle must be downloaded and unpacked before it can be configured.')
  if (launch.kind === 'stdio') {
    const env = without(launch.env, passed.env)
    return {
      ok: true,
      value: {
        command: launch.command,
        args: launch.args,
        ...toOptional('env', env),
        ...(passed.env.length > 0 && { env_vars: passed.env }),
      },
    }
  }
  if (launch.type === 'sse') return refuse('Codex connects to servers over streamable HTTP, not over server-sent events.')
  const bearer = passed.bearer
  const headers = without(launch.headers, [...passed.headers.keys(), ...(bearer === undefined ? [] : [bearer.header])])
  return {
    ok: true,
    value: {
      url: launch.url,
      ...(bearer !== undefined && { bearer_token_env_var: bearer.variable }),
      ...toOptional('http_headers', headers),
      ...toOptional('env_http_headers', Object.fromEntries(passed.headers)),
    },
  }
}

function without(values: Readonly<Record<string, string>>, names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)))
}

interface CodexFile {
  readonly file: Entry
  readonly servers: Entry
}

function readServers(existing: string): Result<CodexFile> {
  try {
    const file: unknown = parse(existing)
    if (!isRecord(file)) return refuse('The file of Codex cannot be read. It is left as it is.')
    const servers = file['mcp_servers'] ?? {}
    if (!isRecord(servers)) return refuse('"mcp_servers" in the file of Codex is not a table. It is left as it is.')
    return { ok: true, value: { file, servers } }
  } catch (error) {
    return refuse(`The file of Codex is not valid TOML: ${toReason(error)}. It is left as it is.`)
  }
}

function patchServers(existing: string, { file, servers }: CodexFile, name: string, entry: Entry): Result<string> {
  try {
    const current = servers[name]
    if (current !== undefined && !isRecord(current)) {
      return refuse(`"mcp_servers.${name}" in the file of Codex is not a table. It is left as it is.`)
    }
    const kept = Object.fromEntries(Object.entries(current ?? {}).filter(([key]) => !MANAGED.includes(key)))
    const updated = { ...file, mcp_servers: { ...servers, [name]: { ...entry, ...kept } } }
    if (current === undefined) {
      const appended = appendSection(existing, name, entry)
      if (isTomlOf(appended, updated)) return { ok: true, value: appended }
    }
    const patched = patch(existing, updated)
    if (isTomlOf(patched, updated)) return { ok: true, value: patched }
    return refuse('The file of Codex is written in a way that cannot be changed safely. It is left as it is.')
  } catch (error) {
    return refuse(`The file of Codex cannot be changed: ${toReason(error)}. It is left as it is.`)
  }
}

function toReason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/**
 * Appends a separate section for a new server at the end of the file, as users write it; `patch` would insert an inline table at the top.
 */
function appendSection(existing: string, name: string, entry: Entry): string {
  const section = stringify({ [name]: entry }).replace(`[${name}]`, `[mcp_servers.${name}]`)
  const eol = existing.includes('\r\n') ? '\r\n' : '\n'
  const before = existing.trimEnd()
  return (before === '' ? section : before + eol + eol + section).trimEnd().replace(/\r?\n/g, eol) + eol
}

function isTomlOf(text: string, value: unknown): boolean {
  try {
    return toCanonical(parse(text)) === toCanonical(value)
  } catch {
    return false
  }
}

function toCanonical(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === 'bigint') return String(item)
    return isRecord(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item
  })
}
